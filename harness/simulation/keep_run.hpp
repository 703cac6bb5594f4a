// A simulated run that is to stay: its directory in the store, as every world writes it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/result.hpp"
#include "harness/runner/run_report.hpp"
#include "harness/simulation/simulation.hpp"

namespace ordeal::harness {

/// Writes the run's files, trace.jsonl if there is a trace, and says in `report` where they are and
/// which command repeats the run: `repeat(directory)`.
core::Result<void> keep_run(const RunPlan& plan, const SimulatedRun& run,
                            const std::filesystem::path& store,
                            const std::function<std::string(const std::filesystem::path&)>& repeat,
                            RunReport& report);

}  // namespace ordeal::harness
