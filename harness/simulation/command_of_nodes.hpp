// What the command of a scenario's nodes says to a simulation of the same program: `abd spawn ...
// --bug=forgets` asks for the actors with that bug; where a process listens and keeps its data
// means nothing in a simulation.
#pragma once

#include <string>
#include <vector>

#include "core/program/program.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

/// The planted bug that the command asks for, or nothing. Error: it runs another program or another
/// subcommand, has an option that a simulation cannot follow, or a bug that is unknown.
core::Result<std::string> bug_of(const std::vector<std::string>& command,
                                 const std::string& program,
                                 const std::vector<core::PlantedBug>& bugs);

}  // namespace ordeal::harness
