// The program `timers`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "examples/timers/model.hpp"

namespace {

using ordeal::examples::Timers;
using ordeal::examples::TimersBug;

Timers actor(const std::string& bug) {
    Timers actor;
    if (bug == "snoozes") actor.bug = TimersBug::snoozes;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<ordeal::core::PlantedBug> bugs = {
        {"snoozes", "the first alarm sets itself again"}};
    return ordeal::checker::ModelProgram("timers", "an alarm for each node")
        .bugs(bugs)
        .actors({.servers = 3})
        .model([](const ordeal::checker::SystemArguments& system) {
            return ordeal::examples::timers_model(actor(system.bug), system.servers, system.model);
        })
        .add(ordeal::runtime::spawn_command(
            {"timers", bugs,
             [](const std::string& bug) { return ordeal::actors::make_any(actor(bug)); }}))
        .run(argc, argv);
}
