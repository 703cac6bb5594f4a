// The faults of a stored run, of faults.jsonl: what is there while a run is under way, too.
#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// A list as that of verdict.json: the last that was written of each fault, in order of its id.
/// Error: the file cannot be read, or the line in it that is no document.
core::Result<core::Value> read_faults(const std::filesystem::path& run);

}  // namespace ordeal::harness
