// Programs whose actors are a register that is spoken to by read and write: their commands, for an
// actor with planted bugs.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "checker/actor_model/register_client.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
#include "harness/simulation/commands.hpp"

namespace ordeal::examples {

/// `model(bug)` gives the actor that is checked, `process(bug)` the one that runs as a process; the
/// clients' history is judged by `specification`.
template <typename ForModel, typename ForProcess>
checker::ModelProgram register_program(std::string name, std::string summary,
                                       std::vector<core::PlantedBug> bugs,
                                       checker::ActorDefaults defaults, ForModel model,
                                       ForProcess process, std::string specification = "register") {
    defaults.operations = checker::reads_and_writes();
    checker::ModelProgram program(name, std::move(summary));
    program.bugs(bugs).actors(std::move(defaults));
    program.model([model, specification](const checker::SystemArguments& system) {
        auto options = system.model;
        options.history.model = specification;
        return checker::register_model(model(system.bug), system.servers, system.clients,
                                       std::move(options), system.scripts);
    });
    program.replays(checker::replayed(process, [](auto&, std::size_t) {}));
    program.add(runtime::spawn_command({name, bugs, [process](const std::string& bug) {
                                            return std::unique_ptr<actors::AnyActor>(
                                                actors::make_any(process(bug)));
                                        }}));
    program.add(harness::simulation_commands(
        {std::move(name), std::move(bugs), [process](const std::string& bug, std::size_t nodes) {
             return actors::make_cluster(process(bug), nodes);
         }}));
    return program;
}

}  // namespace ordeal::examples
