// Which faults were in force at a moment of a run: the first thing that a reader of a broken
// promise asks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

/// A fault that took hold.
struct FaultSpan {
    std::string name;                        // "partition (one: n1, n2 | n3)", "kill n3"
    core::Nanoseconds asked{0};              // from here on it may have had an effect
    core::Nanoseconds began{0};              // when it was known to hold
    std::optional<core::Nanoseconds> ended;  // none: it never was
};

/// Of a fault in verdict.json or faults.jsonl: its "asked", "began" or "ended", if it has that.
std::optional<core::Nanoseconds> moment_of(const core::Value& fault, std::string_view name);

/// Of the list "faults" of verdict.json; in order of their beginnings.
std::vector<FaultSpan> fault_spans(const core::Value& faults);

/// "kill n3 (from 1.500 s to 2.500 s) and latency (from 2.000 s to the end)": those that may have
/// had an effect at any time from `from` to `to`, of many the first few; empty when there are none.
std::string faults_in_force(const std::vector<FaultSpan>& spans, core::Nanoseconds from,
                            core::Nanoseconds to);

/// One sentence: what was in force at any time from `from` to `to`, or else what was over last
/// before it.
std::string faults_around(const std::vector<FaultSpan>& spans, core::Nanoseconds from,
                          core::Nanoseconds to);

}  // namespace ordeal::harness
