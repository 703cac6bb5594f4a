// The faults of world `real` that take what a node wrote: a loss of power, a full disk, and damage
// to the files of a node that is down.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "harness/worlds/durable_node.hpp"
#include "harness/worlds/node_mechanism.hpp"

namespace ordeal::harness {

/// "power-loss" and "full-disk": nodes see their data folders through mounts.
class PowerFaults final : public NodeMechanism {
  public:
    static core::Result<std::unique_ptr<NodeMechanism>> make(const MechanismContext& context);

    core::Result<void> equip(NodeCommand& command) override;
    /// Evidence of a power loss: that of a kill, and of each node the "bytes-lost", the
    /// "files-cut" and the "names-lost".
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                          const std::vector<DeployedNode*>& nodes) override;
    /// Of a full disk: how many calls were "refused" or "cut-short".
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault,
                                        const std::vector<DeployedNode*>& nodes,
                                        nemesis::Evidence begun) override;
    void stop() override;

  private:
    explicit PowerFaults(const MechanismContext& context);
    core::Result<nemesis::Evidence> cut_power(nemesis::FaultId id, const nemesis::PowerLoss& fault,
                                              const std::vector<DeployedNode*>& nodes);

    std::map<std::string, std::unique_ptr<DurableNode>> nodes_;
    std::string descriptors_;  // "SOFT:HARD", the limits that nodes are to have; "": as they are
};

/// "bit-rot" and "truncate": nodes are killed, and files of theirs damaged before they restart.
class DamageFaults final : public NodeMechanism {
  public:
    static core::Result<std::unique_ptr<NodeMechanism>> make(const MechanismContext& context);

    core::Result<void> equip(NodeCommand& command) override;
    /// Evidence: that of a kill, and of each node the files "damaged": which bytes, or which
    /// lengths; nodes where no file matches, or each is empty, are in "nothing-to-damage".
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                          const std::vector<DeployedNode*>& nodes) override;
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault,
                                        const std::vector<DeployedNode*>& nodes,
                                        nemesis::Evidence begun) override;

  private:
    explicit DamageFaults(const MechanismContext& context);

    const std::filesystem::path folder_;
    const core::Random random_;
};

MechanismMaker power_fault_maker();
MechanismMaker damage_fault_maker();

}  // namespace ordeal::harness
