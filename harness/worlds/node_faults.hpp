// What faults do to nodes that are processes, and what the end of such a fault does: the same in
// every world that has them. All nodes of a fault are struck at the same moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "harness/worlds/rhythm.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

/// The nodes of these names, each once, in order of first naming. Error: an unknown name, with the
/// nearest known one.
core::Result<std::vector<DeployedNode*>> find_nodes(
    const std::vector<std::unique_ptr<DeployedNode>>& nodes,
    const std::vector<nemesis::Node>& names);

/// Of the evidence, sets what the object `list` says of a node.
void tell_of(nemesis::Evidence& evidence, std::string_view list, const nemesis::Node& node,
             core::Value value);

/// Kills, pauses or asks to end the nodes until release_nodes(). Evidence: "pids" of the servers,
/// "processes" that died or stopped with them, how long it took; "not-running"; "still-running" a
/// quarter of a second after they were asked. Error: one of them could not be struck; the fault
/// then holds none. Requires: the fault is a kill, a pause or a term.
core::Result<nemesis::Evidence> strike_nodes(const std::vector<DeployedNode*>& nodes,
                                             nemesis::FaultId id, const nemesis::Fault& fault);

/// A stutter or a crash-loop: nodes that are struck again and again.
class RestlessFault {
  public:
    /// Begins on a thread of its own, which calls `before`, if given, for each node that it is
    /// about to strike. A restart between two strikes is not waited for. Requires: the nodes
    /// outlive this.
    RestlessFault(std::vector<DeployedNode*> nodes, nemesis::FaultId id,
                  const nemesis::Fault& fault,
                  std::function<void(const DeployedNode&)> before = {});

    /// Ends: of a crash-loop every node is dead then, of a stutter some may be stopped, until
    /// release_nodes(). Adds how often each node was struck: "stops" or "kills".
    void end(nemesis::Evidence& evidence);

  private:
    void strike();

    std::vector<DeployedNode*> nodes_;
    nemesis::FaultId id_;
    bool stutters_;
    std::function<void(const DeployedNode&)> before_;
    std::map<std::string, std::uint64_t> strikes_;  // the rhythm's, while it lasts
    std::unique_ptr<Rhythm> rhythm_;
};

/// Until tell_who_gave_up() the end of a server of these nodes is that fault's doing, and no crash.
void let_end(const std::vector<DeployedNode*>& nodes, nemesis::FaultId id);

/// Adds "gave-up": the nodes whose servers have ended meanwhile, and how. They stay dead until
/// release_nodes().
void tell_who_gave_up(nemesis::Evidence& evidence, const std::vector<DeployedNode*>& nodes,
                      nemesis::FaultId id);

/// How long to wait for a server that has met an error that it may not survive.
constexpr std::chrono::milliseconds patience_for_giving_up{200};

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
