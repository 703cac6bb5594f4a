// The failure points of a simulated node: those of its storage, as a node that is a process has
// them (actors/runtime/storage.hpp). A save that fails at one of them is not made, and the node
// ends before it sends anything. The k-th time that a node comes to a point under a fault meets the
// same fate as in world `real`.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/failure_points/point_faults.hpp"

namespace ordeal::harness {

class SavePoints {
  public:
    /// `random` is that of the node's failure points.
    explicit SavePoints(const core::Random& random)
        : page_(std::make_unique<nemesis::PointsPage>()), faults_(*page_, random) {}

    /// Error: a simulated node has no such point.
    core::Result<void> add(const std::string& point);

    nemesis::PointFaults& faults() { return faults_; }

    /// The node saves. The fault that keeps it from that, if one does.
    std::optional<nemesis::FaultId> save();

  private:
    std::unique_ptr<nemesis::PointsPage> page_;
    nemesis::PointFaults faults_;
};

}  // namespace ordeal::harness
