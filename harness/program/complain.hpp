// How a command of `ordeal` says that it cannot do what it is asked: one line on standard error, in
// its own name, and the exit code that tells programs the same.
#pragma once

#include <string>
#include <string_view>

#include "core/exit_code.hpp"

namespace ordeal::harness {

/// constexpr Complain complain{"hunt"}; return complain(ExitCode::usage, "expected a file");
struct Complain {
    std::string_view command;

    /// Prints "ordeal COMMAND: MESSAGE"; returns the code.
    core::ExitCode operator()(core::ExitCode code, const std::string& message) const;
};

}  // namespace ordeal::harness
