#include "harness/router/links.hpp"

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

RouterLinks::RouterLinks(std::vector<std::string> nodes, const std::vector<std::string>& services,
                         const LinkRule& rule, std::uint64_t seed)
    : names_(std::move(nodes)), nodes_(names_.size()), cuts_(0) {
    names_.insert(names_.end(), services.begin(), services.end());
    const LinkRule service_rule{.latency = rule.latency, .loss = rule.loss};
    for (std::size_t from = 0; from < names_.size(); ++from)
        for (std::size_t to = 0; to < names_.size(); ++to)
            links_.emplace_back(nemesis::link_stream(seed, names_[from], names_[to]),
                                from < nodes_ && to < nodes_ ? rule : service_rule);
    cuts_ = nemesis::Cuts(links_.size());
    counters_.resize(links_.size());
}

nemesis::Decision RouterLinks::decide(std::size_t from, std::size_t to, core::Nanoseconds now,
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

bool RouterLinks::arrives(std::size_t from, std::size_t to) {
    const std::size_t link = place(from, to);
    const bool cut = cuts_.is_cut(link);
    if (cut) cuts_.count_drop(link);
    ++(cut ? counters_[link].dropped_by_cut : counters_[link].forwarded);
    return !cut;
}

core::Result<nemesis::CutReport> RouterLinks::begin_cut(nemesis::FaultId id,
                                                        const nemesis::Grudge& grudge) {
    const std::vector<nemesis::Node> nodes(names_.begin(),
                                           names_.begin() + static_cast<std::ptrdiff_t>(nodes_));
    std::vector<std::size_t> links;
    for (const nemesis::LinkName& link : nemesis::links_cut_by(grudge)) {
        const auto ends = nemesis::places_of({link.from, link.to}, nodes);
        if (!ends) return tl::unexpected(ends.error());
        links.push_back(place(ends->front(), ends->back()));
    }
    if (!cuts_.begin(id, links)) return core::fail("fault {} has begun already", id);
    return report(*cuts_.find(id));
}

nemesis::CutReport RouterLinks::end_cut(nemesis::FaultId id) {
    return report(cuts_.end(id));
}

nemesis::CutReport RouterLinks::report(const nemesis::Cuts::Dropped& dropped) const {
    nemesis::CutReport report;
    for (const auto& [link, messages] : dropped)
        report.dropped[{names_[link / names_.size()], names_[link % names_.size()]}] = messages;
    return report;
}

bool RouterLinks::is_between_nodes(std::size_t link) const {
    return link / names_.size() < nodes_ && link % names_.size() < nodes_;
}

nemesis::LinkCounters RouterLinks::total(bool between_nodes) const {
    nemesis::LinkCounters all;
    for (std::size_t link = 0; link < counters_.size(); ++link)
        if (is_between_nodes(link) == between_nodes) all += counters_[link];
    return all;
}

nemesis::LinkCounters RouterLinks::between_nodes() const {
    return total(true);
}

nemesis::LinkCounters RouterLinks::with_services() const {
    return total(false);
}

nemesis::FabricCounters RouterLinks::counters() const {
    nemesis::FabricCounters all;
    for (std::size_t link = 0; link < counters_.size(); ++link) {
        if (counters_[link].received == 0) continue;
        all.links.emplace(
            nemesis::LinkName{names_[link / names_.size()], names_[link % names_.size()]},
            counters_[link]);
        all.total += counters_[link];
    }
    return all;
}

}  // namespace ordeal::harness
