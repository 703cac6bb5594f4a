// The faults at the failure points of one node, and what they come to, on a PointsPage: one that
// processes have mapped (node_points.hpp), or one of the harness's own where nodes are simulated.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/failure_points/points_page.hpp"

namespace ordeal::nemesis {

/// What a fault at a point has come to.
struct PointReport {
    std::uint64_t asked = 0;   // how often the node came to the point
    std::uint64_t failed = 0;  // and it failed
};

core::Value to_value(const PointReport& report);

/// What the fates of a node's points are drawn from: the same in every world.
core::Random random_of_points(std::uint64_t run_seed, const Node& node);

class PointFaults {
  public:
    /// Requires: the page, on which no point is yet, outlives it.
    PointFaults(PointsPage& page, const core::Random& random) : page_(page), random_(random) {}

    /// A point, or a pattern, at which faults can begin. Nothing happens when it is there already.
    /// Error: there are too many of them, or this one has no name or too long a one.
    core::Result<void> add(const std::string& point);

    /// From here on the point fails with that probability; of several faults at one point the
    /// highest holds. Requires: add(point).
    void begin(FaultId fault, const std::string& point, double probability);
    /// What came of it since its beginning; where several faults were at one point, what came of
    /// all of them. Requires: it has begun.
    PointReport end(FaultId fault);

    /// The node has come to a point. The fault by which it is to fail there, if it is.
    std::optional<FaultId> strike(std::string_view point);

  private:
    struct Active {
        PointSlot* slot;
        double probability;
        PointReport before;
    };

    PointSlot* find(std::string_view point);
    void set_highest(PointSlot& slot);

    PointsPage& page_;
    const core::Random random_;
    std::map<FaultId, Active> active_;
};

}  // namespace ordeal::nemesis
