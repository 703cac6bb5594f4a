// Checks on logs that clients append to (send) and read on from where they are (poll), as in Kafka.
// After the kafka workload of Jepsen (K. Kingsbury 2022), without its transactions.
//
//   send   ["k0", 7]      ok: ["k0", [offset, 7]]
//   assign ["k0", "k1"]   the process polls these keys from here on, from wherever it is put
//   poll                  ok: {"k0": [[offset, 7], ...], ...}
//
// Histories of Jepsen and Maelstrom, whose operations are lists of such steps, are read as well.
//
// No order of the operations is searched: what is said about one offset, one value, one process is
// looked at by itself. Sorting dominates: n log n in the number of messages.
#pragma once

#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// "kafka": of every key,
/// - "lost": a send was acknowledged and nobody ever polled the value, although a later offset was
///   polled, or, at the end of the log, a process that had assigned itself the key found nothing
///   more: its last poll, ok, invoked after the send returned (and at `settled` or later, if that
///   is known; otherwise after all sends were over);
/// - "unexpected": a value was polled that nobody had begun to send to this key, or only in vain;
/// - "inconsistent-offsets": two values at the same offset;
/// - "duplicated": a value at two offsets;
/// - "reordered": a send that began after another had returned was put before it;
/// - "nonmonotonic": a process polled an offset that is not above the last one it had polled since
///   it assigned itself keys, or two in one poll in the wrong order;
/// - "skipped": between two offsets that a process polled one after the other lies one with a
/// value;
/// - "malformed": an answer of another shape;
/// - "unseen" (only told): acknowledged, never polled, and nobody looked far enough to tell.
/// Unknown: nothing was sent, or nothing polled.
CheckResult check_kafka(const std::vector<core::Operation>& operations,
                        std::optional<core::Nanoseconds> settled);

}  // namespace ordeal::harness
