// "Not after" between accesses, each with the reason for it. Two accesses that are not after each
// other would have to be the same one: so there is an order of all accesses that respects the graph
// if no strongly connected component (Tarjan 1972) holds two of them, and a shortest cycle through
// two is the evidence if one does. Beside the accesses there are virtual nodes, each "not before"
// a set of accesses: with them the edges of a session stay linear in its length.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

/// Why one access is not after another: their session has them so; the second reads from the first;
/// the access `because` returned what the second wrote with the first in its sight; the first
/// returned what the second overwrites.
struct Edge {
    enum class Why : std::uint8_t { session, reads_from, in_sight, overwrites };

    std::uint32_t to = 0;
    Why why = Why::session;
    std::uint32_t because = 0;  // of in_sight
};

/// A step of a cycle: `from` is not after the next step's `from`.
struct CycleStep {
    std::uint32_t from = 0;
    Edge edge;  // the last one on the way there, past virtual nodes
};

class OrderGraph {
  public:
    /// `real`: how many nodes stand for accesses (and the first values of keys); numbered from 0.
    explicit OrderGraph(std::size_t real) : real_(real), edges_(real) {}

    std::uint32_t add_virtual() {
        edges_.emplace_back();
        return static_cast<std::uint32_t>(edges_.size() - 1);
    }
    void add(std::uint32_t from, Edge edge) { edges_[from].push_back(edge); }
    const std::vector<Edge>& edges(std::uint32_t node) const { return edges_[node]; }
    std::size_t size() const { return edges_.size(); }
    std::size_t real() const { return real_; }

    /// Strongly connected component of each node, numbered so that edges lead to the same or a
    /// smaller number.
    std::vector<std::uint32_t> components() const;

    /// A cycle through two or more real nodes, a shortest one of those through one of the first
    /// few nodes of a component; none if there is an order, or if the limits end it.
    std::optional<std::vector<CycleStep>> cycle(Limits& limits) const;

  private:
    std::vector<CycleStep> cycle_through(std::uint32_t start,
                                         const std::vector<std::uint32_t>& component) const;

    std::size_t real_;
    std::vector<std::vector<Edge>> edges_;
};

}  // namespace ordeal::linearizability
