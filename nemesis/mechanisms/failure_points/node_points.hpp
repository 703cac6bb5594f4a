// The failure points of one node that is processes: a PointsPage in a file, which they map when
// they start (see preload/points.cpp), through all lives of the node.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/mechanisms/failure_points/point_faults.hpp"

namespace ordeal::nemesis {

class NodePoints {
  public:
    /// None of the points fails yet. Error: see PointFaults::add(), or the file cannot be made.
    static core::Result<std::unique_ptr<NodePoints>> create(const std::filesystem::path& file,
                                                            std::vector<std::string> points,
                                                            const core::Random& random);

    NodePoints(const NodePoints&) = delete;
    NodePoints& operator=(const NodePoints&) = delete;
    /// The file is gone then; who has mapped it keeps what is in it.
    ~NodePoints();

    const std::filesystem::path& file() const { return file_; }
    PointFaults& faults() { return faults_; }

  private:
    NodePoints(std::filesystem::path file, PointsPage* page, const core::Random& random)
        : file_(std::move(file)), page_(page), faults_(*page, random) {}

    const std::filesystem::path file_;
    PointsPage* const page_;  // mapped
    PointFaults faults_;
};

}  // namespace ordeal::nemesis
