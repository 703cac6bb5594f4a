// The failure points of one node as the harness sets them: a PointsPage in a file that the node's
// processes map when they start (see preload/points.cpp), through all lives of the node.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/mechanisms/failure_points/points_page.hpp"

namespace ordeal::nemesis {

/// What a fault at a point has come to.
struct PointReport {
    std::uint64_t asked = 0;   // how often the node's processes came to the point
    std::uint64_t failed = 0;  // and it failed
};

class NodePoints {
  public:
    /// None of the points fails yet. Error: there are too many of them, one has no name or too long
    /// a one, or the file cannot be made.
    static core::Result<std::unique_ptr<NodePoints>> create(const std::filesystem::path& file,
                                                            std::vector<std::string> points,
                                                            const core::Random& random);

    NodePoints(const NodePoints&) = delete;
    NodePoints& operator=(const NodePoints&) = delete;
    /// The file is gone then; who has mapped it keeps what is in it.
    ~NodePoints();

    const std::filesystem::path& file() const { return file_; }

    /// From here on the point fails with that probability; of several faults at one point the
    /// highest holds. Requires: `point` is one of those of create().
    void begin(FaultId fault, const std::string& point, double probability);
    /// What came of it since its beginning; where several faults were at one point, what came of
    /// all of them. Requires: it has begun.
    PointReport end(FaultId fault);

  private:
    struct Active {
        PointSlot* slot;
        double probability;
        PointReport before;
    };

    NodePoints(std::filesystem::path file, PointsPage* page)
        : file_(std::move(file)), page_(page) {}
    void set_highest(PointSlot& slot);

    const std::filesystem::path file_;
    PointsPage* const page_;  // mapped
    std::map<FaultId, Active> active_;
};

}  // namespace ordeal::nemesis
