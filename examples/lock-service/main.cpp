// The program `lock-service`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
#include "examples/lock-service/model.hpp"
#include "harness/simulation/commands.hpp"

namespace {

using namespace ordeal;
using examples::LockBug;
using examples::LockService;

LockService actor(const std::string& bug) {
    LockService actor;
    if (bug == "counts-from-answer") actor.bug = LockBug::counts_from_answer;
    if (bug == "impatient") actor.bug = LockBug::impatient;
    if (bug == "forgets-leases") actor.bug = LockBug::forgets_leases;
    if (bug == "no-fencing") actor.bug = LockBug::no_fencing;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"counts-from-answer", "a holder counts its lease from when it got it"},
        {"impatient", "the lock server counts a lease for less time than the holder"},
        {"forgets-leases", "a restart of the lock server forgets who holds what"},
        {"no-fencing", "the lock server stores whatever comes"}};
    std::uint64_t rounds = 1;
    return checker::ModelProgram("lock-service", "registers under locks that are leased")
        .bugs(bugs)
        .actors({.servers = 3, .clients = 1, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.number("rounds", "how often a server asks for a lock", rounds, {1, 9});
        })
        .model([&](const checker::SystemArguments& system) {
            return examples::lock_model(actor(system.bug), system.servers, system.clients,
                                        static_cast<std::int64_t>(rounds), system.model,
                                        system.scripts);
        })
        .replays(checker::replayed(
            actor,
            [](auto& model, std::size_t servers) { examples::claim_mutual(model, servers); }))
        .add(runtime::spawn_command(
            {"lock-service", bugs,
             [](const std::string& bug) { return actors::make_any(actor(bug)); }}))
        .add(harness::simulation_commands({"lock-service", bugs,
                                           [](const std::string& bug, std::size_t nodes) {
                                               return actors::make_cluster(actor(bug), nodes);
                                           }}))
        .run(argc, argv);
}
