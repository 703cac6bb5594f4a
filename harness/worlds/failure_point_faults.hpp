// The fault "fiu" of world `real`: named failure points of libfiu fail in nodes, those that a
// program has of its own and those around the functions of the C library. Each program of a node
// loads ordeal-points.so, which asks a page of the node's whether to fail; see
// nemesis/mechanisms/failure_points/.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/worlds/node_mechanism.hpp"
#include "nemesis/mechanisms/failure_points/node_points.hpp"

namespace ordeal::harness {

class FailurePointFaults final : public NodeMechanism {
  public:
    static core::Result<std::unique_ptr<NodeMechanism>> make(const MechanismContext& context);

    /// Error: a point that may have to fail there cannot in the node's program.
    core::Result<void> equip(NodeCommand& command) override;
    /// Evidence: of each node which programs are `reached`, and which are `out-of-reach`.
    /// Error: a node runs no program in which the point can fail.
    core::Result<nemesis::Evidence> begin(nemesis::FaultId id, const nemesis::Fault& fault,
                                          const std::vector<DeployedNode*>& nodes) override;
    /// Evidence: how often each node came to the point (`asked`), and how often it `failed` there.
    core::Result<nemesis::Evidence> end(nemesis::FaultId id, const nemesis::Fault& fault,
                                        const std::vector<DeployedNode*>& nodes,
                                        nemesis::Evidence begun) override;
    void stop() override { nodes_.clear(); }

  private:
    FailurePointFaults() = default;
    core::Result<void> look(const DeployedNode& node, const std::string& point,
                            nemesis::Evidence& evidence) const;

    std::string library_;  // ordeal-points.so
    std::string preload_;  // all that is loaded, as LD_PRELOAD has it
    std::map<std::string, std::set<std::string>> points_;                // that may fail, by node
    std::map<std::string, std::unique_ptr<nemesis::NodePoints>> nodes_;  // those of them, by name
};

MechanismMaker failure_point_maker();

}  // namespace ordeal::harness
