// All that a program of actors can do in virtual time, as one registration:
//
//     program.add(harness::simulation_commands({"abd", bugs, [](const std::string& bug,
//                                                               std::size_t nodes) {
//         return actors::make_cluster(abd(bug), nodes);
//     }}));
#pragma once

#include <vector>

#include "harness/lock_step/reproduce_command.hpp"
#include "harness/simulation/hunt_command.hpp"
#include "harness/simulation/shrink_command.hpp"
#include "harness/simulation/simulate_command.hpp"

namespace ordeal::harness {

/// simulate SCENARIO, hunt SCENARIO, shrink RUN|SCENARIO and reproduce PATH.
inline std::vector<core::Subcommand> simulation_commands(const SimulatedProgram& program) {
    return {simulate_command(program), hunt_command(program), shrink_command(program),
            reproduce_command(program.program)};
}

}  // namespace ordeal::harness
