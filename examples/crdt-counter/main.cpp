// The program `crdt-counter`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
#include "examples/crdt-counter/model.hpp"
#include "harness/simulation/commands.hpp"

namespace {

using namespace ordeal;
using examples::CrdtCounter;
using examples::CrdtCounterBug;

CrdtCounter actor(const std::string& bug) {
    CrdtCounter actor;
    if (bug == "adds-up") actor.bug = CrdtCounterBug::adds_up;
    if (bug == "overwrites") actor.bug = CrdtCounterBug::overwrites;
    if (bug == "unsaved") actor.bug = CrdtCounterBug::unsaved;
    if (bug == "single-number") actor.bug = CrdtCounterBug::single_number;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"adds-up", "two copies of a tally are added, not compared"},
        {"overwrites", "what arrives replaces what was there"},
        {"unsaved", "an addition is answered and not saved"},
        {"single-number", "additions and subtractions are one number"}};
    return checker::ModelProgram("crdt-counter", "counters that everybody adds to")
        .bugs(bugs)
        .actors({.servers = 2,
                 .clients = 2,
                 .operations = {{'a', "add"}, {'s', "subtract"}, {'r', "read"}}})
        .model([&](const checker::SystemArguments& system) {
            return examples::counter_model(actor(system.bug), system.servers, system.clients,
                                           system.model, system.scripts);
        })
        .replays(checker::replayed(actor, [](auto&, std::size_t) {}))
        .add(runtime::spawn_command(
            {"crdt-counter", bugs,
             [](const std::string& bug) { return actors::make_any(actor(bug)); }}))
        .add(harness::simulation_commands({"crdt-counter", bugs,
                                           [](const std::string& bug, std::size_t nodes) {
                                               return actors::make_cluster(actor(bug), nodes);
                                           }}))
        .run(argc, argv);
}
