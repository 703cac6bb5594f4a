// What a hunt came to, for people and for programs.
#pragma once

#include <string>

#include "core/exit_code.hpp"
#include "core/value.hpp"
#include "harness/hunt/hunt.hpp"
#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

/// A hunt that found nothing is valid only if every try was decided.
core::Verdict verdict(const HuntReport& report);
/// `stopped`: by Ctrl-C.
core::ExitCode exit_code(const HuntReport& report, bool stopped);

/// One line for stderr while it goes on.
std::string status(const HuntProgress& progress);
/// Two lines: how many tries, how much time, what was seen; and what was found.
std::string summary(const HuntReport& report);
/// {"verdict","tries","seconds","virtual_seconds","undecided","states","traits","variations",
/// "found"?}; `kept` is the failing run as it was kept, or null.
core::Value to_value(const HuntReport& report, const RunReport* kept);

}  // namespace ordeal::harness
