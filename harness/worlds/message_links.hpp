// The links of a world whose nodes exchange messages: the same rules, streams of random numbers,
// cuts and bad links as the fabric of world `real`, for messages instead of packets. Beside the
// nodes there may be services, to which a world's messages go too: faults are not for them.
//
// The rule of a link to or from a service has the latency and the loss of the scenario's, and no
// more: a copy of an old write that comes in late would break a promise in the node's name.
#pragma once

#include <cstdint>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/mechanisms/cuts.hpp"
#include "nemesis/mechanisms/link.hpp"
#include "nemesis/mechanisms/link_changes.hpp"

namespace ordeal::harness {

class MessageLinks {
  public:
    /// A link in each direction between any two endpoints: nodes first, numbered from 0, then
    /// services.
    MessageLinks(std::vector<nemesis::Node> nodes, const std::vector<nemesis::Node>& services,
                 const nemesis::LinkRule& rule, std::uint64_t seed);

    /// Whether the fate of a message depends on its size.
    bool looks_at_sizes() const { return looks_at_sizes_; }
    /// What becomes of a message that one endpoint sends to another one at `now`.
    /// Requires: `now` does not go back; the endpoints are different.
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

    nemesis::LinkCounters between_nodes() const { return total(true); }
    nemesis::LinkCounters with_services() const { return total(false); }
    /// Of all links that had traffic.
    nemesis::FabricCounters counters() const;

  private:
    std::size_t place(std::size_t from, std::size_t to) const { return from * names_.size() + to; }
    nemesis::LinkName name_of(std::size_t link) const {
        return {names_[link / names_.size()], names_[link % names_.size()]};
    }
    core::Result<std::vector<std::size_t>> places_of(
        const std::vector<nemesis::LinkName>& links) const;
    nemesis::CutReport report(const nemesis::Cuts::Dropped& dropped) const;
    bool is_between_nodes(std::size_t link) const;
    nemesis::LinkCounters total(bool between_nodes) const;

    std::vector<nemesis::Node> names_;
    std::size_t nodes_;
    nemesis::LinkRule rule_;  // of every link between nodes, without faults
    bool looks_at_sizes_;
    std::vector<nemesis::Link> links_;  // by place(); an endpoint's link to itself is never used
    nemesis::Cuts cuts_;
    nemesis::LinkChanges changes_;
    std::vector<nemesis::LinkCounters> counters_;  // by place()
};

}  // namespace ordeal::harness
