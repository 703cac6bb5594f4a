// When the calls of a partition begin and end, as dense arrays: what every search walks over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ordeal::linearizability {

constexpr std::uint32_t never = UINT32_MAX;

struct Span {
    std::size_t invoked = 0;
    std::optional<std::size_t> returned;  // none: may take effect at any time from `invoked` on
};

/// Calls are numbered in order of invocation, events from 0 in the order of the history.
struct Schedule {
    std::vector<std::uint32_t> begin;   // of each call: the event of its invocation
    std::vector<std::uint32_t> end;     // of each call: the event of its return, or never
    std::vector<std::uint32_t> events;  // 2 * call, plus 1 for a return

    /// The most living calls that are under way at once.
    std::uint32_t width() const;
    static std::uint32_t call_of(std::uint32_t event) { return event / 2; }
    static bool is_return(std::uint32_t event) { return event % 2 == 1; }
};

/// Requires: spans in order of invocation; all positions differ.
Schedule make_schedule(const std::vector<Span>& spans);

}  // namespace ordeal::linearizability
