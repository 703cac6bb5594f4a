// The monitor of the stack.
//
// 1. A fleeting value hinders nobody: put in and taken out in one instant, wherever that is. A
//    history is legal if and only if it is without them. The others have a certain presence each.
//
// 2. CUT AT FREE GAPS. Let no certain presence cover gap g. The history is legal if and only if
//    those with put_end <= g (so take_begin <= g) and those with put_end > g are legal apart.
//    Only if: leaving out values keeps a stack's history legal. If: take legal orders of both; in
//    the first let everything that happens after g happen at g, in the same order, and let leave,
//    last in first, what had no need to leave; in the second let everything before g happen at g.
//    All times allow it, and the stack is empty between the two. So looks are served in any gap
//    that is free, and can be served in no other.
//
// 3. A BOTTOM. Now let the presences cover, together, the gaps from .. to - 1 without a hole,
// `from`
//    being the first put_end. In a legal order the stack is not empty from `from` to `to`, so one
//    value lies at the bottom all the time: it has put_begin < from, and take_end > to (or stays;
//    if somebody stays, so does the bottom). Conversely, any such value may be the bottom: take a
//    legal order of the others, let everything that happens before `from` happen at `from`, what
//    happens after `to` at `to`; put the value below all that, and take it out after it. So choose
//    any, take it away, cut again: the history is legal if and only if there is a bottom each time.
//
// 4. PROOF. Let a stretch have no bottom. Values of it that cover it, as few as possible, form the
//    same stretch and have no bottom either. So these few are illegal, up to some return of theirs:
//    the first one is found by bisection among the few. The whole may be illegal earlier, for the
//    sake of other values; mostly it is not, and then this return ends the shortest illegal prefix.
//
// Segment trees find the bottoms and the gaps that become free: O(n log n).
#include <algorithm>
#include <utility>

#include "linearizability/monitors/cover_tree.hpp"
#include "linearizability/monitors/least_tree.hpp"
#include "linearizability/monitors/pile.hpp"

namespace ordeal::linearizability {

namespace {

using Places = std::vector<std::uint32_t>;

/// Values that are not fleeting, in order of put_end, with their presences in *cells*: the time
/// between two ends of presences that follow each other.
struct Stays {
    explicit Stays(const Pile& pile) {
        constexpr std::uint32_t end = never - 1;
        Places at(pile.events, never);  // of each event: the item whose presence begins, or `end`
        for (std::uint32_t i = 0; i < pile.items.size(); ++i) {
            if (pile.items[i].is_fleeting()) continue;
            at[pile.items[i].put_end] = i;
            if (pile.items[i].take_begin != never) at[pile.items[i].take_begin] = end;
        }
        for (std::uint32_t event = 0; event < at.size(); ++event) {
            if (at[event] == never) continue;
            const std::uint32_t i = std::exchange(at[event], cells());
            first_from.push_back(static_cast<std::uint32_t>(item.size()));
            if (i != end) item.push_back(i);
            cell_event.back() = event;
            cell_event.push_back(never);
        }
        first_from.push_back(static_cast<std::uint32_t>(item.size()));
        for (const std::uint32_t i : item) {
            const std::uint32_t leaves = pile.items[i].take_begin;
            presence.push_back({at[pile.items[i].put_end], leaves == never ? cells() : at[leaves]});
        }
    }

    std::uint32_t cells() const { return static_cast<std::uint32_t>(cell_event.size()) - 1; }

    Places item;                     // of each stay: its place among the items
    std::vector<GapRange> presence;  // of each stay, in cells
    Places cell_event{never};        // of each cell: the event at which it begins; at last, never
    Places first_from;               // of each cell: the first stay that begins there or later
};

class StackJudge {
  public:
    explicit StackJudge(const Pile& pile)
        : pile_(pile),
          stays_(pile),
          cover_(stays_.cells(), stays_.presence),
          waiting_(stays_.item.size(), never),
          ready_(stays_.item.size(), never),
          gone_(stays_.item.size()) {
        for (std::uint32_t stay = 0; stay < stays_.item.size(); ++stay)
            waiting_.set(stay, item(stay).put_begin);
    }

    /// The first stretch without a bottom, as stays; none: the history is legal.
    Places settle(PileOrder* order) {
        push_stretches({0, stays_.cells()});
        while (!todo_.empty()) {
            const Step step = todo_.back();
            todo_.pop_back();
            if (step.bottom != never) {
                if (order) order->add(step.gap, PileOrder::Phase::leave, item(step.bottom).take);
                continue;
            }
            const std::uint32_t bottom = take_bottom(step.stretch);
            if (bottom == never) return left_in(step.stretch);
            lay_down(bottom, step.stretch, order);
        }
        return {};
    }

    const std::vector<GapRange>& presences() const { return stays_.presence; }
    std::uint32_t item_of(std::uint32_t stay) const { return stays_.item[stay]; }

  private:
    /// A stretch to be settled, or the departure of a bottom.
    struct Step {
        GapRange stretch;
        std::uint32_t bottom = never;
        std::uint32_t gap = 0;
    };

    const PileItem& item(std::uint32_t stay) const { return pile_.items[stays_.item[stay]]; }

    /// The first of the stays that may be at the bottom of the stretch; never: none may.
    std::uint32_t take_bottom(GapRange stretch) {
        const std::uint32_t first = stays_.first_from[stretch.from];
        const std::uint32_t last = stays_.first_from[stretch.to];
        const std::uint32_t from = stays_.cell_event[stretch.from];
        const std::uint32_t to = stays_.cell_event[stretch.to];
        for (auto stay = waiting_.first_below(first, last, from); stay != never;
             stay = waiting_.first_below(stay + 1, last, from)) {
            waiting_.set(stay, never);
            ready_.set(stay, never - item(stay).take_end);
        }
        const std::uint32_t bound = to == never ? 1 : never - to;
        const std::uint32_t bottom = ready_.first_below(first, last, bound);
        if (bottom != never) ready_.set(bottom, never);
        return bottom;
    }

    void lay_down(std::uint32_t bottom, GapRange stretch, PileOrder* order) {
        gone_[bottom] = true;
        const std::uint32_t from = stays_.cell_event[stretch.from];
        const std::uint32_t to = stays_.cell_event[stretch.to];
        if (order) order->add(from - 1, PileOrder::Phase::enter, item(bottom).put);
        if (to != never) todo_.push_back({{}, bottom, to});
        cover_.remove(stays_.presence[bottom]);
        push_stretches(stretch);
    }

    /// The stretches between the free cells of a range, the first one on top of what is to do.
    void push_stretches(GapRange range) {
        const std::size_t below = todo_.size();
        for (std::uint32_t at = range.from; at < range.to;) {
            const std::uint32_t free = cover_.first_free(at, range.to);
            if (free > at) todo_.push_back({{at, free}});
            if (free < range.to) cover_.forget(free);
            at = free + 1;
        }
        std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(below), todo_.end());
    }

    Places left_in(GapRange stretch) const {
        Places out;
        for (auto stay = stays_.first_from[stretch.from]; stay < stays_.first_from[stretch.to];
             ++stay)
            if (!gone_[stay]) out.push_back(stay);
        return out;
    }

    const Pile& pile_;
    const Stays stays_;
    CoverTree cover_;
    LeastTree waiting_;  // put_begin of stays not known to have been able to come first
    LeastTree ready_;    // of the others: how much before `never` they must leave
    std::vector<bool> gone_;
    std::vector<Step> todo_;
};

Pile only(const Pile& pile, const Places& places) {
    Pile out;
    out.events = pile.events;
    for (const std::uint32_t i : places)
        out.items.push_back(pile.items[i]);
    std::sort(out.items.begin(), out.items.end(),
              [](const PileItem& a, const PileItem& b) { return a.put_begin < b.put_begin; });
    return out;
}

/// The returns among the items, in order.
Places returns_of(const Pile& pile) {
    Places out;
    for (const PileItem& item : pile.items) {
        out.push_back(item.put_end);
        if (item.take_end != never) out.push_back(item.take_end);
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool is_legal(const Pile& pile) {
    return StackJudge(pile).settle(nullptr).empty();
}

/// The last event of the shortest illegal prefix of an illegal pile without looks.
std::uint32_t first_illegal_return(const Pile& pile) {
    const Places returns = returns_of(pile);
    const auto found = std::partition_point(returns.begin(), returns.end(), [&](std::uint32_t end) {
        return is_legal(prefix_of(pile, end));
    });
    return *found;
}

/// Where the items of a part are found in the whole.
Places places_of(const Pile& pile, const std::vector<PileItem>& items) {
    Places out;
    for (const PileItem& item : items) {
        const auto found = std::partition_point(
            pile.items.begin(), pile.items.end(),
            [&](const PileItem& other) { return other.put_begin < item.put_begin; });
        out.push_back(static_cast<std::uint32_t>(found - pile.items.begin()));
    }
    return out;
}

/// As few stays as cover a stretch; as items.
Places chain_of(const StackJudge& judge, const Places& stretch) {
    GapRange window{never, 0};
    std::vector<GapRange> presences(judge.presences().size());
    for (const std::uint32_t stay : stretch) {
        presences[stay] = judge.presences()[stay];
        window.from = std::min(window.from, presences[stay].from);
        window.to = std::max(window.to, presences[stay].to);
    }
    Places chain = cover_chain(presences, window);
    for (std::uint32_t& stay : chain)
        stay = judge.item_of(stay);
    return chain;
}

PileFinding overturned(const Pile& pile, const StackJudge& judge, const Places& stretch) {
    const Pile few = only(pile, chain_of(judge, stretch));
    const std::uint32_t by = first_illegal_return(few);
    const Pile prefix = prefix_of(few, by);
    StackJudge again(prefix);
    const Places broken = again.settle(nullptr);
    std::vector<PileItem> items;
    for (const std::uint32_t i : chain_of(again, broken))
        items.push_back(prefix.items[i]);
    return PileFinding::illegal(by, places_of(pile, items));
}

}  // namespace

PileFinding judge_stack(const Pile& pile) {
    const auto presences = certain_presences(pile);
    const FreeGaps free(pile.events, presences);
    PileFinding blocked = first_blocked_look(pile, free, presences);
    PileOrder order(pile);
    for (const PileItem& item : pile.items)
        if (item.is_fleeting()) order.add_fleeting(item);
    StackJudge judge(pile);
    const Places stretch = judge.settle(&order);
    if (!stretch.empty()) {
        PileFinding overturn = overturned(pile, judge, stretch);
        return overturn.by < blocked.by ? overturn : blocked;
    }
    if (!blocked.legal) return blocked;
    order.add_looks(pile, free);
    PileFinding finding;
    finding.order = order.sorted();
    return finding;
}

}  // namespace ordeal::linearizability
