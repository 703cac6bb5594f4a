// The links of world `router`: the same rules, streams of random numbers and cuts as the fabric of
// world `real`, for messages instead of packets, between nodes, and between nodes and services.
//
// The rule of a link to or from a service has the latency and the loss of the scenario's, and no
// more: a copy of an old write that comes in late would break a promise in the node's name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/link_rule.hpp"
#include "nemesis/mechanisms/counters.hpp"
#include "nemesis/mechanisms/cuts.hpp"
#include "nemesis/mechanisms/link.hpp"

namespace ordeal::harness {

class RouterLinks {
  public:
    /// A link in each direction between any two endpoints: nodes first, numbered from 0, then
    /// services.
    RouterLinks(std::vector<std::string> nodes, const std::vector<std::string>& services,
                const nemesis::LinkRule& rule, std::uint64_t seed);

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

    nemesis::LinkCounters between_nodes() const;
    nemesis::LinkCounters with_services() const;
    /// Of all links that had traffic.
    nemesis::FabricCounters counters() const;

  private:
    std::size_t place(std::size_t from, std::size_t to) const { return from * names_.size() + to; }
    nemesis::CutReport report(const nemesis::Cuts::Dropped& dropped) const;
    bool is_between_nodes(std::size_t link) const;
    nemesis::LinkCounters total(bool between_nodes) const;

    std::vector<nemesis::Node> names_;
    std::size_t nodes_;
    std::vector<nemesis::Link> links_;  // by place(); an endpoint's link to itself is never used
    nemesis::Cuts cuts_;
    std::vector<nemesis::LinkCounters> counters_;  // by place()
};

}  // namespace ordeal::harness
