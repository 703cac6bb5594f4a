// The subcommand `reproduce PATH` of programs made of actors: it drives processes of this very
// program along a path that the model checker found.
//
//     program.add(harness::reproduce_command("abd"));
#pragma once

#include <string>

#include "actors/path.hpp"
#include "core/program/program.hpp"
#include "core/result.hpp"
#include "harness/lock_step/process.hpp"

namespace ordeal::harness {

/// PROGRAM reproduce PATH [--json]. The exit code is that of the verdict: 1, the illegal history
/// was reproduced; 2, the processes left the path.
core::Subcommand reproduce_command(const std::string& program);

/// The command of a path's nodes: `PROGRAM spawn --lock-step --bug=...`.
LockStepCommand command_of(const actors::Path& path, const std::filesystem::path& program);

}  // namespace ordeal::harness
