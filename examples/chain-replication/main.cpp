// The program `chain-replication`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
#include "examples/chain-replication/model.hpp"
#include "harness/simulation/commands.hpp"

namespace {

using namespace ordeal;
using examples::ChainBug;
using examples::ChainReplication;

ChainReplication actor(const std::string& bug) {
    ChainReplication actor;
    if (bug == "head-answers") actor.bug = ChainBug::head_answers;
    if (bug == "dirty-reads") actor.bug = ChainBug::dirty_reads;
    if (bug == "reads-at-tail") actor.bug = ChainBug::reads_at_tail;
    if (bug == "forgets-open") actor.bug = ChainBug::forgets_open;
    if (bug == "joins-empty") actor.bug = ChainBug::joins_empty;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"head-answers", "a write is answered when the head has it"},
        {"dirty-reads", "whoever is asked answers a read"},
        {"reads-at-tail", "who thinks that it is the tail answers reads by itself"},
        {"forgets-open", "who comes to be the tail drops what it got no word of"},
        {"joins-empty", "a new tail does not wait for the state"}};
    std::uint64_t chains = 2;
    return checker::ModelProgram("chain-replication", "registers on a chain of servers")
        .bugs(bugs)
        .actors({.servers = 3, .clients = 1, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.number("chains", "the chain after which there is no other", chains, {1, 9});
        })
        .model([&](const checker::SystemArguments& system) {
            return examples::chain_model(actor(system.bug), system.servers, system.clients,
                                         static_cast<std::int64_t>(chains), system.model,
                                         system.scripts);
        })
        .replays(checker::replayed(actor, [](auto&, std::size_t) {}))
        .add(runtime::spawn_command(
            {"chain-replication", bugs,
             [](const std::string& bug) { return actors::make_any(actor(bug)); }}))
        .add(harness::simulation_commands({"chain-replication", bugs,
                                           [](const std::string& bug, std::size_t nodes) {
                                               return actors::make_cluster(actor(bug), nodes);
                                           }}))
        .run(argc, argv);
}
