// From a scenario to the processes of its nodes in lock-step: templates expanded, program found,
// folders made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/result.hpp"
#include "harness/lock_step/process.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// One command for each node. What a node writes to stderr goes to nodes/<node>/output.log below
/// the run's directory, and its data folder beside that is where it works: both are made.
/// Error: which key of the scenario is wrong, and how; or a folder that cannot be made.
core::Result<std::vector<LockStepCommand>> lock_step_commands(
    const SystemSpec& system, std::uint64_t seed, const std::filesystem::path& run_directory);

}  // namespace ordeal::harness
