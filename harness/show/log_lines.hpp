// The lines that the nodes of a run wrote, joined to the run's time by the times that stand in
// them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

struct NodeLine {
    std::string node;
    std::optional<core::Nanoseconds> time;  // of the run; none: neither it nor one before has one
    std::string text;
};

/// When a line was written, by a time near its beginning ("2026-11-23T12:43:18.920Z",
/// "2026/11/23 12:43:18", "23 Nov 2026 12:43:18.920"), taken as UTC: since 1970.
std::optional<core::Nanoseconds> stamp_of(std::string_view line);

/// A node may write local time: the quarters of an hour nearest to `off`, by which the first time
/// that it wrote differs from the beginning of the run. Nodes write when they start. None: no zone
/// is that far away, so it is the time of something else.
std::optional<core::Nanoseconds> zone_of(core::Nanoseconds off);

/// The nodes of a run that wrote anything, by name.
std::vector<std::string> nodes_with_output(const std::filesystem::path& run);

/// What run.json says that other clocks showed when the run's began; "wall", since 1970, or
/// "steady", of the machine's monotonic clock. None: it does not say.
std::optional<core::Nanoseconds> zero_of(const std::filesystem::path& run, std::string_view clock);

/// Calls `take` with every line of these nodes, joined in order of their times; a line without one
/// stands behind the line before it. `zero` is what the wall clock showed
/// when the run began.
/// Error: a file that cannot be read.
core::Result<void> for_each_log_line(const std::filesystem::path& run,
                                     const std::vector<std::string>& nodes,
                                     std::optional<core::Nanoseconds> zero,
                                     const std::function<void(const NodeLine&)>& take);

}  // namespace ordeal::harness
