// What `ordeal run` does once it knows what to run, for other commands that make scenarios.
#pragma once

#include <string>
#include <vector>

#include "core/exit_code.hpp"
#include "core/result.hpp"
#include "harness/program/arguments.hpp"
#include "harness/runner/run.hpp"

namespace ordeal::harness {

/// A scenario that can be run; what cannot is told before anything is started.
struct Prepared {
    std::string path;    // for messages
    std::string repeat;  // the command line that repeats the run
    core::Result<RunPlan> plan;
};

/// One after the other; `suite` is their name in JUnit files.
core::ExitCode run_scenarios(const std::vector<Prepared>& scenarios, const RunArguments& arguments,
                             const std::string& suite);

}  // namespace ordeal::harness
