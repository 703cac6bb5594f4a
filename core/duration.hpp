// Durations as people write them in scenarios and on command lines: "250us", "20ms", "1.5s", "2m".
#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace ordeal::core {

/// Units: ns, us, ms, s, m, h. A number without a unit is an error, except 0. Not negative.
Result<Nanoseconds> parse_duration(std::string_view text);

/// The shortest exact text that parse_duration reads back: 1500 ms is "1.5s".
std::string to_text(Nanoseconds duration);

/// "1.250 s": a moment of a run, or how long something took, for a reader.
std::string in_seconds(Nanoseconds time);

}  // namespace ordeal::core
