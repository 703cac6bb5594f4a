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
      looks_at_sizes_(rule.rate_bits_per_second > 0),
      cuts_(nodes * nodes) {
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
    count(decision, total_);
    return decision;
}

bool SimNetwork::arrives(std::size_t from, std::size_t to) {
    const std::size_t link = place(from, to);
    const bool cut = cuts_.is_cut(link);
    if (cut) cuts_.count_drop(link);
    ++(cut ? total_.dropped_by_cut : total_.forwarded);
    return !cut;
}

core::Result<nemesis::CutReport> SimNetwork::begin_cut(nemesis::FaultId id,
                                                       const nemesis::Grudge& grudge) {
    std::vector<std::size_t> links;
    for (const nemesis::LinkName& link : nemesis::links_cut_by(grudge)) {
        const auto ends = nemesis::places_of({link.from, link.to}, nodes_);
        if (!ends) return tl::unexpected(ends.error());
        links.push_back(place(ends->front(), ends->back()));
    }
    if (!cuts_.begin(id, links)) return core::fail("fault {} has begun already", id);
    return report(*cuts_.find(id));
}

nemesis::CutReport SimNetwork::end_cut(nemesis::FaultId id) {
    return report(cuts_.end(id));
}

nemesis::CutReport SimNetwork::report(const nemesis::Cuts::Dropped& dropped) const {
    nemesis::CutReport report;
    for (const auto& [link, messages] : dropped)
        report.dropped[{nodes_[link / nodes_.size()], nodes_[link % nodes_.size()]}] = messages;
    return report;
}

core::Value SimNetwork::statistics() const {
    return core::Value::object({{"messages", nemesis::to_value(total_)}});
}

}  // namespace ordeal::harness
