// The subcommand `shrink RUN|SCENARIO` of programs that are made of actors: the smallest scenario
// that still fails, found in virtual time.
#pragma once

#include "harness/simulation/simulate_command.hpp"

namespace ordeal::harness {

/// PROGRAM shrink RUN|SCENARIO [--budget 60s] [--seed N] [--store DIR] [--output FILE] [--json]
core::Subcommand shrink_command(SimulatedProgram program);

}  // namespace ordeal::harness
