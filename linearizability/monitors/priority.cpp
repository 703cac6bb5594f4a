// The monitor of the priority queue: a take gets the least value that is there.
//
// GREEDY, from the least value to the greatest. Values greater than x never hinder x; so by the
// time x is looked at, all that can hinder it is settled. x leaves in the first gap from its
// take_begin on in which no lesser value is present, and it enters as late as it may, at its
// put_end (or right before it leaves, if that is earlier). By induction no legal order lets any
// value be present in fewer gaps: lesser ones are present at least as settled, so x cannot leave
// earlier, nor enter later. So if the gap found is not within the time of the take, there is none
// in any order; and the same holds for a look with all values settled. Otherwise the gaps found are
// an order: in a gap first those leave that do, the least first, a value that enters and leaves in
// this gap being put in right before; then looks; then enter those that stay longer.
//
// THE SHORTEST ILLEGAL PREFIX. What is settled for gaps before a moment depends on earlier events
// only (a take that comes too late is settled to leave late, instead of not at all; up to the
// moment of its return that is the same). So the first of all returns that come too early ends it.
//
// TAKERS (see takers.hpp). Let somebody leave in some gap, or look. Then all lesser values (all
// values, for a look) that are certain to be there have left by then: those that must leave as late
// as the greedy order says, those of the pool with their own optional takes, or with takers that
// have begun, a taker each. Where there is no gap for which that can be, it is illegal; where there
// is, it need not be legal, since each gap may need the same takers for other values.
//
// O(n log n) for the order of values; gaps that are found occupied are skipped by union-find.
#include <algorithm>
#include <numeric>

#include "linearizability/monitors/cover_tree.hpp"
#include "linearizability/monitors/pile.hpp"
#include "linearizability/search/mutant.hpp"

namespace ordeal::linearizability {

namespace {

using Places = std::vector<std::uint32_t>;

/// Gaps in which somebody is present are linked to the next one.
class OccupiedGaps {
  public:
    explicit OccupiedGaps(std::uint32_t events) : next_(events + 1) {
        std::iota(next_.begin(), next_.end(), 0U);
    }

    /// The first gap from `gap` on that is not occupied; the number of events if there is none.
    std::uint32_t free_from(std::uint32_t gap) {
        while (next_[gap] != gap) {
            next_[gap] = next_[next_[gap]];
            gap = next_[gap];
        }
        return gap;
    }

    template <typename Tell>
    void occupy(GapRange range, const Tell& tell) {
        for (auto gap = free_from(range.from); gap < range.to; gap = free_from(gap)) {
            next_[gap] = gap + 1;
            tell(gap);
        }
    }

  private:
    Places next_;
};

Places sorted_by_rank(const Pile& pile) {
    Places places(pile.items.size());
    std::iota(places.begin(), places.end(), 0U);
    const auto lesser = [&](std::uint32_t a, std::uint32_t b) {
        return pile.items[a].rank < pile.items[b].rank;
    };
    if (!std::is_sorted(places.begin(), places.end(), lesser))
        std::sort(places.begin(), places.end(), lesser);
    return places;
}

/// Of each gap: how few takers have begun, as a number of covers below zero.
std::vector<std::int32_t> takers_begun(const Pile& pile) {
    std::vector<std::int32_t> begun(pile.events);
    for (const PileTaker& taker : pile.takers)
        --begun[taker.begin];
    std::partial_sum(begun.begin(), begun.end(), begun.begin());
    return begun;
}

class PriorityJudge {
  public:
    explicit PriorityJudge(const Pile& pile)
        : pile_(pile),
          by_rank_(sorted_by_rank(pile)),
          occupied_(pile.events),
          presences_(pile.items.size()) {}

    PileFinding run() {
        PileOrder order(pile_);
        for (const std::uint32_t i : by_rank_)
            settle(i, order);
        const FreeGaps free(pile_.events, presences_);
        PileFinding blocked = first_blocked_look(pile_, free, presences_);
        if (blocked.by < by_) return proof(std::move(blocked));
        if (late_ != never) return proof(PileFinding::illegal(by_, {late_}));
        order.add_looks(pile_, free);
        PileFinding finding;
        finding.order = order.sorted();
        return finding;
    }

  private:
    void settle(std::uint32_t i, PileOrder& order) {
        const PileItem& item = pile_.items[i];
        const std::uint32_t last = pile_.events;
        std::uint32_t out = item.take == never ? last : occupied_.free_from(item.take_begin);
        if (item.must_leave() && out >= item.take_end && item.take_end < by_) {
            by_ = item.take_end;
            late_ = i;
        }
        presences_[i] = {item.put_end, out};
        if (out < item.put_end) return order.add_pair(item, out);
        order.add(item.put_end - 1, PileOrder::Phase::enter, item.put);
        if (out < last) order.add(out, PileOrder::Phase::leave, item.take);
        occupied_.occupy(presences_[i], [](std::uint32_t) {});
    }

    /// With those that hinder the ones that are there already: where a value stays longer than its
    /// take_begin, lesser ones are present in all gaps between.
    PileFinding proof(PileFinding finding) const {
        std::vector<bool> there(pile_.items.size());
        for (const std::uint32_t i : finding.items)
            there[i] = true;
        for (std::size_t at = 0; at < finding.items.size(); ++at) {
            const std::uint32_t i = finding.items[at];
            const PileItem& item = pile_.items[i];
            if (item.take == never) continue;
            const std::uint32_t out = std::min({presences_[i].to, item.take_end, finding.by});
            for (const std::uint32_t other : hindering(i, {item.take_begin, out})) {
                if (!there[other]) finding.items.push_back(other);
                there[other] = true;
            }
        }
        return finding;
    }

    Places hindering(std::uint32_t i, GapRange window) const {
        if (window.from >= window.to) return {};
        std::vector<GapRange> lesser = presences_;
        for (std::size_t other = 0; other < lesser.size(); ++other)
            if (pile_.items[other].rank >= pile_.items[i].rank) lesser[other] = {0, 0};
        return cover_chain(lesser, window);
    }

    const Pile& pile_;
    Places by_rank_;
    OccupiedGaps occupied_;
    std::vector<GapRange> presences_;
    std::uint32_t by_ = never;
    std::uint32_t late_ = never;  // the item whose take returned too early
};

}  // namespace

PileFinding judge_priority(const Pile& pile) {
    return PriorityJudge(pile).run();
}

bool is_hopeless_priority(const Pile& pile) {
    CoverTree present(takers_begun(pile));
    OccupiedGaps occupied(pile.events);
    for (const std::uint32_t i : sorted_by_rank(pile)) {
        const PileItem& item = pile.items[i];
        std::uint32_t out = pile.events;
        if (item.take != never) out = present.first_free(item.take_begin, pile.events);
        const std::uint32_t early = mutated(Mutant::hopeless_early) ? 2 : 0;
        if (item.must_leave() && out + early >= item.take_end) return true;
        if (item.must_leave())
            occupied.occupy({item.put_end, out}, [&](std::uint32_t gap) { present.forget(gap); });
        else
            present.add({item.put_end, out}, 1);
    }
    return std::any_of(pile.looks.begin(), pile.looks.end(), [&](const PileLook& look) {
        const std::uint32_t end = look.end - mutated(Mutant::hopeless_look_early);
        return present.first_free(look.begin, end) == end;
    });
}

}  // namespace ordeal::linearizability
