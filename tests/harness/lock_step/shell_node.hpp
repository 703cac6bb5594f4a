// Nodes in lock-step that are a few lines of shell.
#pragma once

#include <string>
#include <vector>

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

/// Answers the n-th event with the n-th of some texts, and says idle; repeats events on stderr.
inline std::string script(const std::vector<std::string>& answers) {
    std::string text;
    for (const std::string& answer : answers) {
        text += "read -r line; echo \"$line\" >&2; cat <<'END'\n" + answer;
        text += std::string(answer.empty() ? "" : "\n") + "{\"idle\":true,\"hash\":\"2a\"}\nEND\n";
    }
    return text + "read -r line";
}

}  // namespace ordeal::harness
