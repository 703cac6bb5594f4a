// The trace of a simulation: the lines that the nodes' own traces have when they run as processes,
// of all nodes, in the order in which things happened.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/cluster.hpp"
#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

class SimTrace {
  public:
    /// The event that the cluster has just handled.
    void add(const actors::Cluster& cluster, std::size_t node, core::Nanoseconds time,
             const core::Value& event);

    /// JSON Lines.
    const std::string& text() const { return text_; }

  private:
    std::vector<std::uint64_t> indices_;  // by node
    std::string text_;
};

}  // namespace ordeal::harness
