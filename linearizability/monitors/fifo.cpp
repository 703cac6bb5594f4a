// The monitor of the first-in-first-out queue.
//
// Write x <P y if x was certainly put in before y (put_end of x < put_begin of y), and x <T y if x
// was certainly taken before y (take_end of x < take_begin of y; `never` is larger than any other
// number, so a value that must leave precedes any that has no take).
//
// RULE 1. A history without looks is legal if and only if there are no x <P y with y <T x.
//   Necessary: values leave as they came. Enough: it makes P and T together acyclic. For both are
//   interval orders: a < b and c < d imply a < d or c < b. A shortest cycle alternates between P
//   and T (each is transitive); if it had more than two members, it would have x1 <P x2 <T x3 <P x4
//   and either x1 <P x4, which shortens it, or x3 <P x2 with x2 <T x3, which is a cycle of two.
//   So there is an order L of the values that extends both. Along L put each value in as early as
//   it goes: p(x) = the greatest put_begin so far, which is below put_end of x, since otherwise
//   x <P y for a y before x. Take each out at t(x) = the greatest take_begin and p so far: that is
//   below take_end of x, for the same reason, and because put_begin <= take_begin.
//
// RULE 2. With looks, it is legal if and only if also each look has a gap in its time that no
// certain presence covers.
//   Necessary: see unordered.cpp. Enough: let g be the gap chosen for a look, and F the values
//   with put_end <= g: they must be in and out by g, and since g is free, take_begin <= g, they can
//   be. F is closed downwards: y in F and x <P y give put_end of x < put_begin of y <= g; x <T y
//   gives put_end of x <= take_end of x < take_begin of y <= g. So L may begin with F; and in L,
//   p and t of F are at most g. All others have put_end, and so take_end, after g: they wait.
//   Choosing always the value with the least put_end of those that may be next in L does this for
//   all looks at once: while F is not used up, some member of it may be next.
//
// Takes without a return, of values that come after one that stays, are left out. All together is
// O(n log c), c being the number of puts under way at once.
#include <algorithm>
#include <numeric>
#include <queue>

#include "core/check.hpp"
#include "linearizability/monitors/pile.hpp"

namespace ordeal::linearizability {

namespace {

using Places = std::vector<std::uint32_t>;

/// The items in the order of one of their times; by counting.
Places sorted_by(const Pile& pile, std::uint32_t PileItem::* time) {
    Places places(pile.events + 2);
    const auto key = [&](const PileItem& item) { return std::min(item.*time, pile.events) + 1; };
    for (const PileItem& item : pile.items)
        ++places[key(item)];
    std::partial_sum(places.begin(), places.end(), places.begin());
    Places out(pile.items.size());
    for (std::uint32_t i = 0; i < pile.items.size(); ++i)
        out[places[key(pile.items[i]) - 1]++] = i;
    return out;
}

/// Rule 1: of all y for which there is an x, the one that is taken first.
PileFinding first_overtaking(const Pile& pile, const Places& by_put_end) {
    const auto& items = pile.items;
    std::uint32_t latest = never;  // of those that were in before y: the one that is taken last
    std::size_t in = 0;
    PileFinding out;
    for (std::uint32_t y = 0; y < items.size(); ++y) {
        for (; in < by_put_end.size() && items[by_put_end[in]].put_end < items[y].put_begin; ++in)
            if (latest == never || items[by_put_end[in]].take_begin > items[latest].take_begin)
                latest = by_put_end[in];
        if (latest == never || items[y].take_end >= items[latest].take_begin) continue;
        if (items[y].take_end < out.by) out = PileFinding::illegal(items[y].take_end, {latest, y});
    }
    return out;
}

/// The order L.
class Line {
  public:
    Line(const Pile& pile, const Places& by_put_end)
        : items_(pile.items),
          by_put_end_(by_put_end),
          by_take_begin_(sorted_by(pile, &PileItem::take_begin)),
          by_take_end_(sorted_by(pile, &PileItem::take_end)),
          free_of_(items_.size()) {}

    Places run() {
        Places line;
        line.reserve(items_.size());
        while (line.size() < items_.size()) {
            admit();
            CHECK(!ready_.empty(), "nobody of {} may be next in the line", items_.size());
            const std::uint32_t next = ready_.top().second;
            ready_.pop();
            free_of_[next] = in_line;
            line.push_back(next);
        }
        return line;
    }

  private:
    static constexpr std::uint8_t in_line = 3;

    /// Makes ready whom nobody who is not yet in line must precede. Puts are in order of begin.
    void admit() {
        while (free_of_[by_put_end_[first_in_]] == in_line)
            ++first_in_;
        while (free_of_[by_take_end_[first_out_]] == in_line)
            ++first_out_;
        const std::uint32_t put_end = items_[by_put_end_[first_in_]].put_end;
        for (; put_ < items_.size() && items_[put_].put_begin < put_end; ++put_)
            free(put_);
        const std::uint32_t take_end = items_[by_take_end_[first_out_]].take_end;
        for (; taken_ < items_.size(); ++taken_) {
            if (items_[by_take_begin_[taken_]].take_begin > take_end) break;
            free(by_take_begin_[taken_]);
        }
    }

    void free(std::uint32_t item) {
        if (++free_of_[item] == 2) ready_.emplace(items_[item].put_end, item);
    }

    using Entry = std::pair<std::uint32_t, std::uint32_t>;

    const std::vector<PileItem>& items_;
    const Places& by_put_end_;
    const Places by_take_begin_;
    const Places by_take_end_;
    std::vector<std::uint8_t> free_of_;  // of how many of the two orders it waits for nobody
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready_;
    std::uint32_t first_in_ = 0;
    std::uint32_t first_out_ = 0;
    std::uint32_t put_ = 0;
    std::uint32_t taken_ = 0;
};

/// Of each event: the last gap before it that was chosen for a look, plus one; 0 for none.
Places last_looks(const Pile& pile, const FreeGaps& free) {
    Places out(pile.events + 1);
    for (const PileLook& look : pile.looks)
        out[free.from(look.begin) + 1] = free.from(look.begin) + 1;
    for (std::size_t i = 1; i < out.size(); ++i)
        out[i] = std::max(out[i], out[i - 1]);
    return out;
}

/// A place in time: right after an event, or after the looks of a gap.
struct Place {
    std::uint32_t gap = 0;
    PileOrder::Phase phase = PileOrder::Phase::leave;
    friend auto operator<=>(const Place&, const Place&) = default;
};

Places order_of(const Pile& pile, const Places& line, const FreeGaps& free) {
    using enum PileOrder::Phase;
    const Places looked = last_looks(pile, free);
    PileOrder order(pile);
    std::vector<Place> puts;
    puts.reserve(line.size());
    Place put;
    for (const std::uint32_t i : line) {
        const PileItem& item = pile.items[i];
        put = std::max(put, {item.put_begin, leave});
        if (const auto after = looked[item.put_end]) put = std::max(put, {after - 1, enter});
        order.add(put.gap, put.phase, item.put);
        puts.push_back(put);
    }
    Place take;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const PileItem& item = pile.items[line[i]];
        if (item.take == never) break;
        take = std::max({take, puts[i], Place{item.take_begin, leave}});
        order.add(take.gap, take.phase, item.take);
    }
    order.add_looks(pile, free);
    return order.sorted();
}

}  // namespace

PileFinding judge_fifo(const Pile& pile) {
    const Places by_put_end = sorted_by(pile, &PileItem::put_end);
    const auto presences = certain_presences(pile);
    const FreeGaps free(pile.events, presences);
    PileFinding overtaking = first_overtaking(pile, by_put_end);
    PileFinding blocked = first_blocked_look(pile, free, presences);
    if (!overtaking.legal || !blocked.legal)
        return overtaking.by < blocked.by ? overtaking : blocked;
    PileFinding finding;
    if (pile.items.empty())
        finding.order = order_of(pile, {}, free);
    else
        finding.order = order_of(pile, Line(pile, by_put_end).run(), free);
    return finding;
}

}  // namespace ordeal::linearizability
