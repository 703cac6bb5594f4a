// Bounds on what a counter may say while additions are under way. A read lies between the sum of
// what was certainly added before it and the sum of what may have been added until it returned;
// negative additions count the other way around:
//
//   lowest  = initial + sum(a > 0, ok, completed before the read was invoked)
//                     + sum(a < 0, ok or info, invoked before the read completed)
//   highest = initial + sum(a > 0, ok or info, invoked before the read completed)
//                     + sum(a < 0, ok, completed before the read was invoked)
//
// Every linearizable counter keeps them: the additions linearized before a read include all that
// completed before it was invoked, and none that was invoked after it completed. The converse does
// not hold; the judge knows more (model counter), and takes longer. After the counter of Jepsen
// (K. Kingsbury 2013), which knows no negative additions.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// "counter": of every key every `read` that is ok lies within these bounds ("out-of-bounds"); what
/// is no integer is "malformed". Unknown: no read is ok. O(n log n) by prefix sums over positions.
CheckResult check_counter(const std::vector<core::Operation>& operations,
                          const core::Value& initial);

}  // namespace ordeal::harness
