// Checks on growing sets: nothing that was acknowledged may vanish, nothing may appear that nobody
// added, nothing twice. They need no order of the operations: each value is looked at by itself
// (harness/checks/set_history.hpp), in time linear in the history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "harness/checks/check.hpp"

namespace ordeal::harness {

/// Whether a read may miss for a while what was acknowledged before it began.
enum class Staleness : std::uint8_t { allowed, forbidden };

/// "set", and with Staleness::forbidden "fresh-set": of the sets of all keys,
/// - "lost": a value was acknowledged, or somebody had read it, and the last reads that began after
///   that do not have it;
/// - "unexpected": a read has a value that nobody had begun to add, or only in vain;
/// - "duplicated": a read has a value more than once;
/// - "stale": a read that began after a value was known does not have it, and a later read does.
/// The details say how long values took until every read had them ("until-visible", ns).
/// Unknown: no read is ok, or nothing was added.
CheckResult check_set(const std::vector<core::Operation>& operations,
                      Staleness staleness = Staleness::allowed);

/// Which node a process talks to: process p is of client p % clients, on node p % clients % nodes.
struct Layout {
    std::size_t clients = 0;  // 0: nobody knows, all talk to one node
    std::size_t nodes = 0;
};

/// "broadcast": as "set", and "lost" is judged at each node: the last read of every node, begun at
/// `settled` or later if that is known, has every value that was known before it began. How long it
/// took is only told. Unknown as well: a node that nobody read in the end.
CheckResult check_broadcast(const std::vector<core::Operation>& operations, Layout layout,
                            std::optional<core::Nanoseconds> settled);

}  // namespace ordeal::harness
