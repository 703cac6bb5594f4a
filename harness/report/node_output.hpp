// What the nodes of a run wrote to their output, for a page: of long output its beginning, its end
// and what stands around the moment in question.
#pragma once

#include <filesystem>
#include <optional>

#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// A moment of a run, and what the wall clock showed when the run began (since 1970): lines bear
/// times of the wall clock.
struct LogMoment {
    core::Nanoseconds time{0};
    core::Nanoseconds zero{0};
};

/// [{"node":..,"parts":[{"left_out":..,"text":..},..]}], by name: of each
/// RUN/nodes/<node>/output.log its lines. Of a long one there are several parts, each behind so
/// many bytes that are left out: the beginning, what was written around `moment`, and the end. The
/// text is UTF-8, whatever the node wrote. All nodes together get about a megabyte. An empty list
/// where there is no output.
core::Value node_output(const std::filesystem::path& run, std::optional<LogMoment> moment);

}  // namespace ordeal::harness
