#include "linearizability/monitors/pile.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace ordeal::linearizability {

FreeGaps::FreeGaps(std::uint32_t events, const std::vector<GapRange>& presences)
    : next_(events + 1) {
    std::vector<std::int32_t> change(events + 1);
    for (const GapRange& presence : presences) {
        if (presence.from >= presence.to) continue;
        ++change[presence.from];
        --change[std::min(presence.to, events)];
    }
    std::int32_t present = 0;
    for (std::uint32_t gap = 0; gap < events; ++gap) {
        present += change[gap];
        next_[gap] = present == 0 ? gap : never;
    }
    next_[events] = events;
    for (std::uint32_t gap = events; gap-- > 0;)
        if (next_[gap] == never) next_[gap] = next_[gap + 1];
}

std::vector<GapRange> certain_presences(const Pile& pile) {
    std::vector<GapRange> presences;
    presences.reserve(pile.items.size());
    for (const PileItem& item : pile.items)
        presences.push_back({item.put_end, std::min(item.take_begin, pile.events)});
    return presences;
}

/// Greedy: of those that go on where the chain ends, the one that reaches farthest.
std::vector<std::uint32_t> cover_chain(const std::vector<GapRange>& presences, GapRange window) {
    std::vector<std::uint32_t> near;
    for (std::uint32_t i = 0; i < presences.size(); ++i)
        if (presences[i].from < std::min(presences[i].to, window.to) &&
            presences[i].to > window.from)
            near.push_back(i);
    std::sort(near.begin(), near.end(), [&](std::uint32_t a, std::uint32_t b) {
        return presences[a].from < presences[b].from;
    });
    std::vector<std::uint32_t> chain;
    std::size_t next = 0;
    for (std::uint32_t at = window.from; at < window.to; at = presences[chain.back()].to) {
        std::uint32_t best = never;
        for (; next < near.size() && presences[near[next]].from <= at; ++next)
            if (best == never || presences[near[next]].to > presences[best].to) best = near[next];
        CHECK(best != never && presences[best].to > at, "gap {} is not covered", at);
        chain.push_back(best);
    }
    return chain;
}

PileFinding first_blocked_look(const Pile& pile, const FreeGaps& free,
                               const std::vector<GapRange>& presences) {
    std::uint32_t blocked = never;
    for (std::uint32_t i = 0; i < pile.looks.size(); ++i) {
        const PileLook& look = pile.looks[i];
        if (free.from(look.begin) < look.end) continue;
        if (blocked == never || look.end < pile.looks[blocked].end) blocked = i;
    }
    if (blocked == never) return {};
    const PileLook& look = pile.looks[blocked];
    return PileFinding::illegal(look.end, cover_chain(presences, {look.begin, look.end}),
                                {blocked});
}

PileOrder::PileOrder(const Pile& pile) : events_(pile.events) {
    moments_.reserve(2 * pile.items.size() + pile.looks.size());
}

void PileOrder::add_looks(const Pile& pile, const FreeGaps& free) {
    for (const PileLook& look : pile.looks)
        add(free.from(look.begin), Phase::look, look.call);
}

/// By counting: stable and linear.
std::vector<std::uint32_t> PileOrder::sorted() const {
    std::vector<std::uint32_t> places(3 * std::size_t{events_} + 1);
    for (const Moment& moment : moments_)
        ++places[moment.key + 1];
    for (std::size_t i = 1; i < places.size(); ++i)
        places[i] += places[i - 1];
    std::vector<std::uint32_t> order(moments_.size());
    for (const Moment& moment : moments_)
        order[places[moment.key]++] = moment.call;
    return order;
}

bool tighten(PileItem& item) {
    item.put_end = std::min(item.put_end, item.take_end);
    if (item.take != never) item.take_begin = std::max(item.take_begin, item.put_begin);
    return item.put_end != never;
}

std::uint32_t last_return(const Pile& pile) {
    std::uint32_t last = 0;
    for (const PileItem& item : pile.items)
        last = std::max(last, item.must_leave() ? item.take_end : item.put_end);
    for (const PileLook& look : pile.looks)
        last = std::max(last, look.end);
    return last;
}

Pile prefix_of(const Pile& pile, std::uint32_t last) {
    Pile out;
    out.events = last + 1;
    for (PileItem item : pile.items) {
        if (item.put_begin > last) continue;
        if (item.put_end > last) item.put_end = never;
        if (item.take_end > last) item.take_end = never;
        if (item.take_begin > last) item.take = item.take_begin = never;
        if (tighten(item)) out.items.push_back(item);
    }
    for (const PileLook& look : pile.looks)
        if (look.end <= last) out.looks.push_back(look);
    for (const PileTaker& taker : pile.takers)
        if (taker.begin <= last) out.takers.push_back(taker);
    return out;
}

}  // namespace ordeal::linearizability
