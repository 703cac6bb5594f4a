#include "harness/simulation/network.hpp"

#include "harness/scenario/validate.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {

namespace {

void count(const nemesis::Decision& decision, nemesis::LinkCounters& total) {
    ++total.received;
    total.dropped_by_cut += decision.dropped == nemesis::DropReason::cut;
    total.dropped_by_rate += decision.dropped == nemesis::DropReason::rate;
    total.dropped_by_loss += decision.dropped == nemesis::DropReason::loss;
    total.duplicated += decision.count > 1;
    for (const nemesis::Delivery& delivery : decision.deliveries())
        total.reordered += delivery.overtakes;
}

}  // namespace

SimNetwork::SimNetwork(std::size_t nodes, const nemesis::LinkRule& rule, std::uint64_t seed)
    : nodes_(node_names(nodes)),
      rule_(rule),
      looks_at_sizes_(rule.rate_bits_per_second > 0),
      cuts_(nodes * nodes),
      counters_(nodes * nodes) {
    for (const auto& from : nodes_)
        for (const auto& to : nodes_)
            links_.emplace_back(nemesis::link_stream(seed, from, to), rule);
}

nemesis::Decision SimNetwork::decide(std::size_t from, std::size_t to, core::Nanoseconds now,
                                     std::size_t size_bytes) {
    const std::size_t link = place(from, to);
    nemesis::Decision decision;
    if (cuts_.is_cut(link)) {
        cuts_.count_drop(link);
        decision.dropped = nemesis::DropReason::cut;
    } else {
        decision = links_[link].decide(now, size_bytes);
    }
    count(decision, counters_[link]);
    return decision;
}

bool SimNetwork::arrives(std::size_t from, std::size_t to) {
    const std::size_t link = place(from, to);
    const bool cut = cuts_.is_cut(link);
    if (cut) cuts_.count_drop(link);
    ++(cut ? counters_[link].dropped_by_cut : counters_[link].forwarded);
    return !cut;
}

core::Result<nemesis::CutReport> SimNetwork::begin_cut(nemesis::FaultId id,
                                                       const nemesis::Grudge& grudge) {
    const auto links = places_of(nemesis::links_cut_by(grudge));
    if (!links) return tl::unexpected(links.error());
    if (!cuts_.begin(id, *links)) return core::fail("fault {} has begun already", id);
    return report(*cuts_.find(id));
}

core::Result<std::vector<std::size_t>> SimNetwork::places_of(
    const std::vector<nemesis::LinkName>& links) const {
    std::vector<std::size_t> places;
    for (const nemesis::LinkName& link : links) {
        const auto ends = nemesis::places_of({link.from, link.to}, nodes_);
        if (!ends) return tl::unexpected(ends.error());
        places.push_back(place(ends->front(), ends->back()));
    }
    return places;
}

core::Result<void> SimNetwork::begin_worse(nemesis::FaultId id, const nemesis::BadLinks& bad) {
    const auto links = places_of(bad.links);
    if (!links) return tl::unexpected(links.error());
    if (!changes_.begin(id, *links, bad.change))
        return core::fail("fault {} has begun already", id);
    looks_at_sizes_ = looks_at_sizes_ || bad.change.rate_bits_per_second > 0;
    for (const std::size_t link : *links) {
        before_[id].push_back(counters_[link]);
        links_[link].set_rule(changes_.on_top_of(rule_, link));
    }
    return {};
}

nemesis::BadLinksReport SimNetwork::end_worse(nemesis::FaultId id) {
    nemesis::BadLinksReport report;
    const auto before = before_.extract(id).mapped();
    const auto links = changes_.end(id);
    for (std::size_t i = 0; i < links.size(); ++i) {
        nemesis::LinkCounters counters = counters_[links[i]];
        counters -= before[i];
        report.links.emplace(name_of(links[i]), counters);
        links_[links[i]].set_rule(changes_.on_top_of(rule_, links[i]));
    }
    return report;
}

nemesis::CutReport SimNetwork::end_cut(nemesis::FaultId id) {
    return report(cuts_.end(id));
}

nemesis::CutReport SimNetwork::report(const nemesis::Cuts::Dropped& dropped) const {
    nemesis::CutReport report;
    for (const auto& [link, messages] : dropped)
        report.dropped[name_of(link)] = messages;
    return report;
}

core::Value SimNetwork::statistics() const {
    nemesis::LinkCounters total;
    for (const nemesis::LinkCounters& of_link : counters_)
        total += of_link;
    return core::Value::object({{"messages", nemesis::to_value(total)}});
}

}  // namespace ordeal::harness
