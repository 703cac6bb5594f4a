// A mechanism of world `real` that has to be there when a node starts: it takes part in the exec of
// each life, through ordeal-init, and carries out some kinds of fault on the lives that follow. One
// is made only for scenarios that have such a fault, so that other nodes run untouched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

/// begin() and end() come one at a time, as nemesis::Target says; equip() may come meanwhile from
/// other threads.
class NodeMechanism {
  public:
    virtual ~NodeMechanism() = default;

    /// Before each life of a node, not before commands of its setup: adds options for ordeal-init,
    /// descriptors for it to inherit, handlers of what it sends. Error: the node cannot be started.
    virtual core::Result<void> equip(NodeCommand& command) = 0;

    /// As nemesis::Target::begin(), for the nodes of the fault. What it kills, it kills with the
    /// fault's id, and the world restarts it after end().
    virtual core::Result<nemesis::Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                                  const std::vector<DeployedNode*>& nodes) = 0;
    /// As nemesis::Target::end(), but not called again once it succeeded. `begun` is the evidence
    /// of the beginning; the result is that of the whole fault.
    virtual core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault,
                                                const std::vector<DeployedNode*>& nodes,
                                                nemesis::Evidence begun) = 0;

    /// How far the clock of a node is off, as measured a moment ago. None: it is not measured, or
    /// the node does not run. Thread-safe.
    virtual std::optional<core::Nanoseconds> clock_offset(const std::string& /*node*/) const {
        return std::nullopt;
    }

    /// All nodes are gone for good.
    virtual void stop() {}
};

struct MechanismContext {
    std::uint64_t seed = 0;              // of the run
    std::vector<std::string> nodes;      // their names
    std::filesystem::path folder;        // nodes/<node>/data are in it, absolute
    std::vector<nemesis::Fault> faults;  // that may come
};

/// A row of the table of mechanisms.
struct MechanismMaker {
    std::vector<std::string_view> kinds;  // the faults that it carries out
    core::Result<void> (*available)();    // tries it on this machine; error: what is missing, and
                                          // the remedy
    core::Result<std::unique_ptr<NodeMechanism>> (*make)(const MechanismContext& context);
};

const std::vector<MechanismMaker>& mechanism_makers();

/// The row for that kind of fault; none where no mechanism is needed or there is none.
const MechanismMaker* find_maker(std::string_view kind);

}  // namespace ordeal::harness
