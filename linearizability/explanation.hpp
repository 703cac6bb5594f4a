// Verdicts in words, for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

/// What an operation did, with its answer: "read of x by process 4 returned 3".
std::string describe(const core::Operation& operation);

/// The same as short as it can be, for a bar of a timeline: "read 3", "cas 1>2".
std::string label(const core::Operation& operation);

/// Why a register cannot have held the value that an operation saw, where that can be told in a
/// sentence: nobody wrote it, or all who wrote it had returned before another value was there. None
/// where it cannot, or where the limits end it first.
struct StaleValue {
    std::vector<std::size_t> concerned;  // ids: who wrote it last, the other value, the operation
    std::string why;
};
std::optional<StaleValue> stale_value(const core::Operation& broken, const Operations& operations,
                                      const JudgeOptions& options, Limits* limits = nullptr);

/// "5", "5 or 7", "1, 2 or 3"; of many only the first few.
std::string alternatives(const std::vector<std::string>& texts);

/// "only 5 or 7 were possible". Requires: there are some.
std::string were_possible(const Counterexample& counterexample);

/// One sentence about why the broken operation cannot be explained. Takes from the counterexample
/// everything but the explanation. `story`: of a pile (explain_pile.hpp). `cut_short`: which limit
/// left no time to find the operations concerned, or empty.
std::string explanation(const Counterexample& counterexample, const core::Operation& broken,
                        const std::optional<StaleValue>& stale,
                        const std::optional<std::string>& story, const std::string& cut_short);

}  // namespace ordeal::linearizability
