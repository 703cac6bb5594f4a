// How commands speak: results on stdout, everything else on stderr, several verdicts as one exit
// code, and JUnit files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/exit_code.hpp"
#include "core/program/junit.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/program/arguments.hpp"

namespace ordeal::harness {

/// What one scenario or history came to.
struct Reported {
    core::JunitCase junit;
    std::string text;   // for people; with its line break
    core::Value json;   // for programs
    std::string notes;  // what is to be said on stderr besides; with its line break
};

/// A scenario or history that came to no verdict: bad input (usage) or a failed set-up (internal).
Reported failed(std::string name, core::ExitCode code, const core::Error& error);

/// Prints the text of one result, or with --json nothing yet; notes and errors go to stderr.
void print_result(const Reported& reported, const OutputOptions& options);

/// After the last: with --json the one document (an array when `many`); the JUnit file.
/// The exit code of all: of several 255 (and usage), then 1, then 2, then 0.
core::ExitCode finish(const std::vector<Reported>& all, bool many, const std::string& suite,
                      const OutputOptions& options);

}  // namespace ordeal::harness
