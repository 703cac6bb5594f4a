// The command `PROGRAM replay RUN`: a recorded run, step by step in the model, compared with what
// was recorded; of one that went wrong the step that made it certain and a short path to it.
#pragma once

#include <string>

#include "checker/replay/replayed_program.hpp"
#include "core/program/program.hpp"

namespace ordeal::checker {

/// `program`: its name.
core::Subcommand replay_command(std::string program, ReplayedProgram replayed);

}  // namespace ordeal::checker
