// The program `timers`: see docs/examples.md.
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/timers/timers.hpp"

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
    ordeal::runtime::Program program("timers", "an alarm for each node");
    program.add(ordeal::runtime::spawn_command(
        {"timers", {{"snoozes", "the first alarm sets itself again"}}, [](const std::string& bug) {
             return ordeal::actors::make_any(actor(bug));
         }}));
    return program.run(argc, argv);
}
