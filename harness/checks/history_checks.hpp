// Checks on the operations of a run: did enough succeed, how often, how fast. Pure functions.
// Too little success is `unknown`, not `invalid`: a system that answers nothing says nothing wrong,
// but a verdict on it means nothing either.
#pragma once

#include <cstddef>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"
#include "nemesis/record.hpp"

namespace ordeal::harness {

/// "stats": how many of each f ended ok, fail and info.
/// Unknown: some f never succeeded, or there are no operations at all.
CheckResult check_stats(const std::vector<core::Operation>& operations);

/// "min-ok": unknown when fewer operations than asked for ended ok.
CheckResult check_min_ok(const std::vector<core::Operation>& operations, std::size_t least);

/// "min-ok-fraction": invalid when a smaller part of all operations than asked for ended ok.
/// Unknown: there are no operations.
CheckResult check_min_ok_fraction(const std::vector<core::Operation>& operations, double least);

/// A stretch of time on the run's clock.
struct Window {
    core::Nanoseconds from{0};
    core::Nanoseconds to{0};
};

/// "availability": the longest stretch of the window in which no operation ended ok, and for each
/// second of the window, counted from its start, how many ended and how many of these ok.
/// Operations that ended outside are left out. Of the faults, how long recovery took
/// (harness/checks/recovery.hpp). Unknown: no operation ended inside.
CheckResult check_availability(const std::vector<core::Operation>& operations, const Window& window,
                               const std::vector<nemesis::FaultRecord>& faults = {});

/// "latency": from invocation to completion of the ok operations, for each f: p50, p95, p99 and
/// the maximum in ns. A quantile p is the ceil(p * n)-th smallest of n (nearest rank), so it is a
/// latency that somebody saw. Unknown: nothing ended ok.
CheckResult check_latency(const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
