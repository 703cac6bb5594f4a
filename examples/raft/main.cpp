// The program `raft`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "examples/raft/model.hpp"
#include "harness/simulation/commands.hpp"

namespace {

using namespace ordeal;
using examples::Raft;
using examples::RaftBug;

Raft actor(const std::string& bug) {
    Raft actor;
    if (bug == "forgets-vote") actor.bug = RaftBug::forgets_vote;
    if (bug == "votes-for-all") actor.bug = RaftBug::votes_for_all;
    if (bug == "counts-old-votes") actor.bug = RaftBug::counts_old_votes;
    if (bug == "reads-locally") actor.bug = RaftBug::reads_locally;
    return actor;
}

Raft server(const std::string& bug) {
    Raft server = actor(bug);
    server.keep_entries = 100;
    return server;
}

std::unique_ptr<actors::AnyActor> process(const std::string& bug) {
    return actors::make_any(server(bug));
}

std::unique_ptr<actors::Cluster> cluster(const std::string& bug, std::size_t nodes) {
    return actors::make_cluster(server(bug), nodes);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"forgets-vote", "a restart has forgotten for whom it voted"},
        {"votes-for-all", "a vote is given whatever the candidate's log lacks"},
        {"counts-old-votes", "a candidate counts votes of earlier terms"},
        {"reads-locally", "a leader answers reads by itself"}};
    std::uint64_t terms = 1;
    return checker::ModelProgram("raft", "registers on a replicated log")
        .bugs(bugs)
        .actors({.servers = 3, .clients = 0, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.number("terms", "the term after which nobody stands for election", terms,
                           {1, 9});
        })
        .model([&](const checker::SystemArguments& system) {
            Raft server = actor(system.bug);
            server.heartbeats = false;
            return examples::raft_model(server, system.servers, system.clients,
                                        static_cast<std::int64_t>(terms), system.model,
                                        system.scripts);
        })
        .add(runtime::spawn_command({"raft", bugs, process}))
        .add(harness::simulation_commands({"raft", bugs, cluster}))
        .run(argc, argv);
}
