// The program `raft`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
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
    if (bug == "forgets-term") actor.bug = RaftBug::forgets_term;
    if (bug == "commits-old-terms") actor.bug = RaftBug::commits_old_terms;
    if (bug == "counts-unsaved") actor.bug = RaftBug::counts_unsaved;
    if (bug == "snapshot-wrong-term") actor.bug = RaftBug::snapshot_wrong_term;
    if (bug == "snapshot-without-clients") actor.bug = RaftBug::snapshot_without_clients;
    if (bug == "snapshot-too-far") actor.bug = RaftBug::snapshot_too_far;
    if (bug == "changes-at-once") actor.bug = RaftBug::changes_at_once;
    if (bug == "reads-early") actor.bug = RaftBug::reads_early;
    return actor;
}

Raft server(const std::string& bug) {
    Raft server = actor(bug);
    server.keep_entries = 10;
    server.quick_reads = true;
    server.members = 3;
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
        {"reads-locally", "a leader answers reads by itself"},
        {"forgets-term", "a restart has forgotten its term"},
        {"commits-old-terms", "a leader commits entries of earlier terms once a majority has them"},
        {"counts-unsaved", "a leader counts itself for entries that it has not saved"},
        {"snapshot-wrong-term",
         "who takes over a snapshot notes the sender's term, not the entry's"},
        {"snapshot-without-clients", "a snapshot does not say what has been done for clients"},
        {"snapshot-too-far", "a snapshot is said to reach to the end of the log"},
        {"changes-at-once", "new members count at once, without the old ones"},
        {"reads-early", "a leader reads before it knows what was done before its term"}};
    std::uint64_t terms = 1;
    std::uint64_t members = 0;
    bool snapshots = false;
    bool quick_reads = false;
    return checker::ModelProgram("raft", "registers on a replicated log")
        .bugs(bugs)
        .actors({.servers = 3, .clients = 0, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.number("terms", "the term after which nobody stands for election", terms,
                           {1, 9});
            options.number("members", "how many servers count, and are replaced; 0: all", members,
                           {0, 9});
            options.flag("snapshots", "what is done is dropped from the logs", snapshots);
            options.flag("quick-reads", "leaders read without an entry in the log", quick_reads);
        })
        .model([&](const checker::SystemArguments& system) {
            Raft server = actor(system.bug);
            server.heartbeats = false;
            server.members = members;
            if (snapshots) server.keep_entries = 0;
            server.quick_reads = quick_reads;
            return examples::raft_model(server, system.servers, system.clients,
                                        static_cast<std::int64_t>(terms), system.model,
                                        system.scripts);
        })
        .replays(checker::replayed(server, examples::claim_safety))
        .add(runtime::spawn_command({"raft", bugs, process}))
        .add(harness::simulation_commands({"raft", bugs, cluster}))
        .run(argc, argv);
}
