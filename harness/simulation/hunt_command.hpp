// The subcommand `hunt SCENARIO` of programs that are made of actors: it looks for a seed and a
// variation of the scenario with which the program's actors fail, in virtual time.
#pragma once

#include "harness/simulation/simulate_command.hpp"

namespace ordeal::harness {

/// PROGRAM hunt SCENARIO [--seeds N] [--jobs J] [--budget 60s] [--seed N] [--store DIR] [--json]
core::Subcommand hunt_command(SimulatedProgram program);

}  // namespace ordeal::harness
