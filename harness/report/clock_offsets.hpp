// How far the clocks of a run's nodes were off, over its time: what completions carry in runs with
// faults of clocks.
#pragma once

#include <filesystem>

#include "core/value.hpp"
#include "harness/report/columns.hpp"

namespace ordeal::harness {

/// Adds what the completions of a history say of their clocks: "clock-time" and "clock-offset" in
/// microseconds, "clock-node" (places in "clock-nodes", which are JSON), node by node in order of
/// time. Of many completions of a node those are left out that neither begin nor end a stretch of
/// time nor are the least or greatest in it: a few thousand stay. Returns how many there are and
/// how many are shown; null where no completion says anything, and then no column is added.
core::Value add_clock_offsets(Columns& columns, const std::filesystem::path& history);

}  // namespace ordeal::harness
