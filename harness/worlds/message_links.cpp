#include "harness/worlds/message_links.hpp"

#include <utility>

#include "nemesis/targets.hpp"

namespace ordeal::harness {

using nemesis::LinkRule;

namespace {

void count(const nemesis::Decision& decision, nemesis::LinkCounters& link) {
    ++link.received;
    link.dropped_by_cut += decision.dropped == nemesis::DropReason::cut;
    link.dropped_by_rate += decision.dropped == nemesis::DropReason::rate;
    link.dropped_by_loss += decision.dropped == nemesis::DropReason::loss;
    link.duplicated += decision.count > 1;
    for (const nemesis::Delivery& delivery : decision.deliveries())
        link.reordered += delivery.overtakes;
}

}  // namespace

MessageLinks::MessageLinks(std::vector<nemesis::Node> nodes,
                           const std::vector<nemesis::Node>& services, const LinkRule& rule,
                           std::uint64_t seed)
    : names_(std::move(nodes)),
      nodes_(names_.size()),
      rule_(rule),
      looks_at_sizes_(rule.rate_bits_per_second > 0),
      cuts_(0) {
    names_.insert(names_.end(), services.begin(), services.end());
    const LinkRule service_rule{.latency = rule.latency, .loss = rule.loss};
    for (std::size_t from = 0; from < names_.size(); ++from)
        for (std::size_t to = 0; to < names_.size(); ++to)
            links_.emplace_back(nemesis::link_stream(seed, names_[from], names_[to]),
                                from < nodes_ && to < nodes_ ? rule : service_rule);
    cuts_ = nemesis::Cuts(links_.size());
    counters_.resize(links_.size());
}

nemesis::Decision MessageLinks::decide(std::size_t from, std::size_t to, core::Nanoseconds now,
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

bool MessageLinks::arrives(std::size_t from, std::size_t to) {
    const std::size_t link = place(from, to);
    const bool cut = cuts_.is_cut(link);
    if (cut) cuts_.count_drop(link);
    ++(cut ? counters_[link].dropped_by_cut : counters_[link].forwarded);
    return !cut;
}

core::Result<nemesis::CutReport> MessageLinks::begin_cut(nemesis::FaultId id,
                                                         const nemesis::Grudge& grudge) {
    const auto links = places_of(nemesis::links_cut_by(grudge));
    if (!links) return tl::unexpected(links.error());
    if (!cuts_.begin(id, *links)) return core::fail("fault {} has begun already", id);
    return report(*cuts_.find(id));
}

core::Result<std::vector<std::size_t>> MessageLinks::places_of(
    const std::vector<nemesis::LinkName>& links) const {
    const std::vector<nemesis::Node> nodes(names_.begin(),
                                           names_.begin() + static_cast<std::ptrdiff_t>(nodes_));
    std::vector<std::size_t> places;
    for (const nemesis::LinkName& link : links) {
        const auto ends = nemesis::places_of({link.from, link.to}, nodes);
        if (!ends) return tl::unexpected(ends.error());
        places.push_back(place(ends->front(), ends->back()));
    }
    return places;
}

core::Result<void> MessageLinks::begin_worse(nemesis::FaultId id, const nemesis::BadLinks& bad) {
    const auto links = places_of(bad.links);
    if (!links) return tl::unexpected(links.error());
    if (!changes_.begin(id, *links, bad.change, counters_))
        return core::fail("fault {} has begun already", id);
    looks_at_sizes_ = looks_at_sizes_ || bad.change.rate_bits_per_second > 0;
    for (const std::size_t link : *links)
        links_[link].set_rule(changes_.on_top_of(rule_, link));
    return {};
}

nemesis::BadLinksReport MessageLinks::end_worse(nemesis::FaultId id) {
    nemesis::BadLinksReport report;
    for (const auto& [link, done] : changes_.end(id, counters_)) {
        report.links.emplace(name_of(link), done);
        links_[link].set_rule(changes_.on_top_of(rule_, link));
    }
    return report;
}

nemesis::CutReport MessageLinks::end_cut(nemesis::FaultId id) {
    return report(cuts_.end(id));
}

nemesis::CutReport MessageLinks::report(const nemesis::Cuts::Dropped& dropped) const {
    nemesis::CutReport report;
    for (const auto& [link, messages] : dropped)
        report.dropped[name_of(link)] = messages;
    return report;
}

bool MessageLinks::is_between_nodes(std::size_t link) const {
    return link / names_.size() < nodes_ && link % names_.size() < nodes_;
}

nemesis::LinkCounters MessageLinks::total(bool between_nodes) const {
    nemesis::LinkCounters all;
    for (std::size_t link = 0; link < counters_.size(); ++link)
        if (is_between_nodes(link) == between_nodes) all += counters_[link];
    return all;
}

nemesis::FabricCounters MessageLinks::counters() const {
    nemesis::FabricCounters all;
    for (std::size_t link = 0; link < counters_.size(); ++link) {
        if (counters_[link].received == 0) continue;
        all.links.emplace(name_of(link), counters_[link]);
        all.total += counters_[link];
    }
    return all;
}

}  // namespace ordeal::harness
