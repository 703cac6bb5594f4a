// Fewer steps that still go wrong. Steps are left out, and with them what depends on them: first
// whole operations with all that came of them, then single messages, timers and crashes, in ever
// smaller pieces, until nothing more can be left out (delta debugging: Zeller & Hildebrandt 2002,
// here with removals only).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "checker/replay/recording.hpp"

namespace ordeal::checker {

/// What became of an attempt with some of the steps.
struct Attempt {
    /// Those that could happen, up to the one at which it went wrong; none: it did not.
    std::optional<std::vector<std::size_t>> wrong;
};

/// Takes the steps of these numbers, in order.
using TrySteps = std::function<Attempt(const std::vector<std::size_t>& numbers)>;

struct ShrinkResult {
    std::vector<std::size_t> numbers;  // of the steps that are left, in order
    std::size_t attempts = 0;
    bool minimal = false;  // no single one can be left out; false: stopped before
};

/// `numbers` goes wrong. `first`: sets of steps to be tried before all others, the most promising
/// first. `go_on` is asked before each attempt.
ShrinkResult shrink_steps(const std::vector<RecordedStep>& steps, std::vector<std::size_t> numbers,
                          const TrySteps& attempt, const std::function<bool()>& go_on,
                          const std::vector<std::vector<std::size_t>>& first = {});

/// For each step the one that it came of: the invocation, timer, crash or restart at the beginning
/// of its chain of causes; of a start, of a timer, and of what is caused by no other, itself.
std::vector<std::size_t> roots_of(const std::vector<RecordedStep>& steps);

}  // namespace ordeal::checker
