// Nodes in lock-step that are a few lines of shell.
#pragma once

#include <string>

#include "harness/lock_step/process.hpp"

namespace ordeal::harness {

inline LockStepCommand shell_node(const std::string& script, const std::string& output = "") {
    LockStepCommand command;
    command.node = "n1";
    command.program = "/bin/sh";
    command.words = {"sh", "-c", script};
    command.output = output;
    return command;
}

/// Says idle to everything, and repeats what it heard on stderr.
inline constexpr auto echo_script =
    R"(while read -r line; do echo "$line" >&2; echo '{"idle":true,"hash":"2a"}'; done)";

}  // namespace ordeal::harness
