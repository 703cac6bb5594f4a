// The network of world `sim`: the same link rules, streams of random numbers and cuts as the fabric
// of world `real`, for messages instead of packets.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/mechanisms/cuts.hpp"
#include "nemesis/mechanisms/link.hpp"
#include "nemesis/mechanisms/link_changes.hpp"

namespace ordeal::harness {

class SimNetwork {
  public:
    /// A link in each direction between any two of n1 .. n`nodes`.
    SimNetwork(std::size_t nodes, const nemesis::LinkRule& rule, std::uint64_t seed);

    /// Whether the fate of a message depends on its size.
    bool looks_at_sizes() const { return looks_at_sizes_; }
    /// What becomes of a message that a node sends to another one at `now`.
    /// Requires: `now` does not go back; the nodes, by position, are different.
    nemesis::Decision decide(std::size_t from, std::size_t to, core::Nanoseconds now,
                             std::size_t size_bytes);

    /// Whether a message that has come to the end of its link gets out of it: not if it is cut.
    bool arrives(std::size_t from, std::size_t to);

    /// Messages that are under way on these links, or sent over them until the fault ends, get
    /// lost. Error: an unknown node, or an id in use.
    core::Result<nemesis::CutReport> begin_cut(nemesis::FaultId id, const nemesis::Grudge& grudge);
    /// Requires: it has begun.
    nemesis::CutReport end_cut(nemesis::FaultId id);

    /// Makes links worse until end_worse(id). Error: an unknown node, or an id in use.
    core::Result<void> begin_worse(nemesis::FaultId id, const nemesis::BadLinks& bad);
    /// What its links did since it began. Requires: it has begun.
    nemesis::BadLinksReport end_worse(nemesis::FaultId id);

    /// What was done to all messages, as a run's statistics.
    core::Value statistics() const;

  private:
    std::size_t place(std::size_t from, std::size_t to) const { return from * nodes_.size() + to; }
    nemesis::CutReport report(const nemesis::Cuts::Dropped& dropped) const;

    core::Result<std::vector<std::size_t>> places_of(
        const std::vector<nemesis::LinkName>& links) const;
    nemesis::LinkName name_of(std::size_t link) const {
        return {nodes_[link / nodes_.size()], nodes_[link % nodes_.size()]};
    }

    std::vector<nemesis::Node> nodes_;
    nemesis::LinkRule rule_;  // of every link without faults
    bool looks_at_sizes_;
    std::vector<nemesis::Link> links_;  // by place(); a node's link to itself is never used
    nemesis::Cuts cuts_;
    nemesis::LinkChanges changes_;
    std::map<nemesis::FaultId, std::vector<nemesis::LinkCounters>> before_;  // each change
    std::vector<nemesis::LinkCounters> counters_;                            // by place()
};

}  // namespace ordeal::harness
