// One history of `ordeal verify`: from the name on the command line to the verdict and its words.
#pragma once

#include <functional>
#include <string>

#include "harness/program/arguments.hpp"
#include "harness/program/output.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

/// Says what is being done, for the status line: "reading", "judging 5000 operations".
using TellStep = std::function<void(std::string step)>;

/// Reads and judges a file, a run's directory or standard input ("-"). A directory is a run: its
/// scenario says the model and the initial value, unless the arguments do.
Reported verify_history(const std::string& given, const VerifyArguments& arguments,
                        const linearizability::JudgeOptions& options, const TellStep& tell);

}  // namespace ordeal::harness
