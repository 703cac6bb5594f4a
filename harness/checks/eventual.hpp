// Eventual consistency (Vogels 2009): when nothing is added any more and what was added has spread,
// all read the same, and nothing is lost. A linearizable counter keeps more; a replicated one that
// answers whatever it can hear of the others (Shapiro et al. 2011) promises this.
//
// The judge of linearizability asks for an order of all operations; here only sums count, so the
// check is linear in the history.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// The name in a scenario's `check.consistency`, beside those of the judge's promises.
inline constexpr std::string_view eventual = "eventual";
/// Whether the check can be asked of a workload of this model: `counter`.
bool has_eventual(std::string_view model);

/// "eventual": of every key,
/// - all final reads return the same number: those that are ok and were invoked at `settled` or
///   later, when everybody had been left alone for a while;
/// - it is the sum of all additions that are ok, and of some of those that are info, on top of
///   `initial`; what failed is not in it;
/// - every read, final or not, returns a sum of additions that were invoked before it completed.
///   (Which of them, is left open: a bound from below and one from above are asked for.)
/// Unknown: a key to which something was added has no final read, or the reads are no numbers.
CheckResult check_eventual(const std::vector<core::Operation>& operations,
                           core::Nanoseconds settled, const core::Value& initial);

}  // namespace ordeal::harness
