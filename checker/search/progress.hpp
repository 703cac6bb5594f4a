// How far a search has come, and a guess at how far it has to go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ordeal::checker {

struct Progress {
    double seconds = 0;
    std::uint64_t generated = 0;
    std::uint64_t unique = 0;
    double unique_per_second = 0;  // since the last report
    std::uint64_t frontier = 0;    // states that were seen and not expanded
    std::uint32_t depth = 0;
    /// Unique states that are still to be found, at a guess; none: nothing speaks for a number.
    std::optional<std::uint64_t> remaining;
    /// Of each property of the model whether a state or a step has settled it.
    std::vector<bool> settled = {};
};

/// States in the levels to come, from the sizes of those that were (the last one may be partial no
/// more). The sizes of levels rise and fall like a bell: the logarithm of the factor from one to
/// the next falls by about the same each time. Nothing: the factors do not fall, or there are fewer
/// than four levels.
std::optional<std::uint64_t> estimate_remaining(std::span<const std::uint64_t> levels);

/// One line: "12.3 s: 4,200,000 states, 310,000/s, depth 17, 52,000 to expand, about 9 s left".
std::string to_text(const Progress& progress);

}  // namespace ordeal::checker
