// The subcommand `simulate SCENARIO` of programs that are made of actors: it runs the scenario in
// virtual time, with the program's own actors as the nodes, once or for many seeds.
//
//     program.add(harness::simulate_command({"abd", bugs, [](const std::string& bug,
//                                                            std::size_t nodes) {
//         return actors::make_cluster(abd(bug), nodes);
//     }}));
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/cluster.hpp"
#include "core/program/program.hpp"

namespace ordeal::harness {

/// What is simulated.
struct SimulatedProgram {
    std::string program;
    std::vector<core::PlantedBug> bugs;
    /// `bug` is one of the names above, or empty.
    std::function<std::unique_ptr<actors::Cluster>(const std::string& bug, std::size_t nodes)> make;
};

/// PROGRAM simulate SCENARIO [--seed N] [--seeds N] [--store DIR] [--trace]
core::Subcommand simulate_command(SimulatedProgram program);

}  // namespace ordeal::harness
