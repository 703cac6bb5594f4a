// What kills and pauses do to nodes that are processes, and what the end of such a fault does: the
// same in every world that has them. All nodes of a fault are struck at the same moment.
#pragma once

#include <functional>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

/// Kills (or pauses) the nodes until release_nodes(). Evidence: "pids" of the servers, "processes"
/// that died or stopped with them, how long it took; "not-running".
/// Error: one of them could not be struck; the fault then holds none.
core::Result<nemesis::Evidence> strike_nodes(const std::vector<DeployedNode*>& nodes,
                                             nemesis::FaultId id, bool kills);

/// Waits, at most so long, until a node that was started again is ready; how long that took. Called
/// on a thread of its own for each node.
using AwaitNode =
    std::function<core::Result<core::Nanoseconds>(DeployedNode&, core::Nanoseconds within)>;

/// Ends a fault's hold of the nodes. `evidence` is that of its beginning; added are those that were
/// "restarted" with "ready-after-ns" or "not-yet-ready", "resumed", "held-by-another-fault",
/// "ended-by-itself". Unless the fault is `alone`, a restarted node is waited for 500 ms only, and
/// not being ready is then no error: other faults may be what keeps it from that.
/// Error: a node does not come back.
core::Result<nemesis::Evidence> release_nodes(const std::vector<DeployedNode*>& nodes,
                                              nemesis::FaultId id, nemesis::Evidence evidence,
                                              bool alone, const AwaitNode& await);

}  // namespace ordeal::harness
