// The earliest order of items, by their clocks, in which each comes after those that it depends on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace ordeal::checker {

/// `before[i]`: items that come before item i. Of several that may come next the one with the least
/// time does, then the one with the least number (Kahn 1962). None: they depend on each other in a
/// circle.
std::optional<std::vector<std::size_t>> causal_order(
    const std::vector<std::int64_t>& times, const std::vector<std::vector<std::size_t>>& before);

}  // namespace ordeal::checker
