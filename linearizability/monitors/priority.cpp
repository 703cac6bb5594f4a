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
// O(n log n) for the order of values; gaps that are found occupied are skipped by union-find.
#include <algorithm>
#include <numeric>

#include "linearizability/monitors/pile.hpp"

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

    void occupy(GapRange range) {
        for (auto gap = free_from(range.from); gap < range.to; gap = free_from(gap))
            next_[gap] = gap + 1;
    }

  private:
    Places next_;
};

class PriorityJudge {
  public:
    explicit PriorityJudge(const Pile& pile)
        : pile_(pile), occupied_(pile.events), presences_(pile.items.size()) {
        by_rank_.resize(pile.items.size());
        std::iota(by_rank_.begin(), by_rank_.end(), 0U);
        const auto lesser = [&](std::uint32_t a, std::uint32_t b) {
            return pile.items[a].rank < pile.items[b].rank;
        };
        if (!std::is_sorted(by_rank_.begin(), by_rank_.end(), lesser))
            std::sort(by_rank_.begin(), by_rank_.end(), lesser);
    }

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
        occupied_.occupy(presences_[i]);
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

}  // namespace ordeal::linearizability
