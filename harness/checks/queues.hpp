// Checks on queues as bags: what comes out was put in, once, and (of a queue that is emptied in the
// end) all of it comes out. Nothing is said about the order; the judge does that (models fifo-queue
// and unordered-queue). After queue and total-queue of Jepsen (K. Kingsbury 2013). Each value is
// counted by itself, so the checks are linear in the history.
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// "queue": of the queues of all keys,
/// - "unexpected": a value was taken that nobody had begun to put in, or only in vain;
/// - "duplicated": a value was taken more often than it may have been put in.
/// Unknown: nothing was taken.
CheckResult check_queue(const std::vector<core::Operation>& operations);

/// "total-queue": as "queue", and
/// - "lost": a value was put in and acknowledged, and nobody took it although the queue was drained
///   after that. A `dequeue` that ended in info may have taken one value; only what is missing
///   beyond that is lost, what may have been taken is "in-doubt", and so is all that is missing
///   when a `drain` ended in info;
/// - "recovered" (only told): a value was taken of which nobody knew whether it was put in.
/// Unknown as well: nobody drained a queue, successfully and after everything that was put in, or
/// a drain ended in info and something is missing.
CheckResult check_total_queue(const std::vector<core::Operation>& operations);

}  // namespace ordeal::harness
