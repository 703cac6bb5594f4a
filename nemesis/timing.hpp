// When the faults of one plan begin and end: the timing fields of a scenario made into intervals.
#pragma once

#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::nemesis {

/// One fault of a plan: [begin, end), relative to the start of the run phase.
struct Interval {
    core::Nanoseconds begin{0};
    core::Nanoseconds end{0};
    std::uint64_t occurrence = 0;  // which beginning of its plan, counted from 0

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// Guarantees: 0 <= begin < end <= horizon; sorted; none overlaps the next. A beginning that its
/// stagger moves to the horizon or beyond is left out; one that would come before the end of the
/// fault before it waits for that end. Occurrence k draws from random.split(k) alone.
/// Errors, each beginning with the field: fields that contradict each other, times below 0 or
/// beyond the horizon, more than 100,000 faults.
core::Result<std::vector<Interval>> make_intervals(const Timing& timing, const core::Random& random,
                                                   core::Nanoseconds horizon);

}  // namespace ordeal::nemesis
