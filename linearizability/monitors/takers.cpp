// Which value a taker has got, in each kind of pile. The *pool* is what takers may have got: the
// values that need not leave. (A taker that got a value that was dropped is dropped with it.) A
// value of the pool that is given to a taker has an optional take from the taker's begin on.
//
// 1. Legal without the takers is legal.
// 2. DEADLINES. The deadline of a value y of the pool is the first return before which it must have
//    left: of the take of another value that cannot leave while y is there, or of a look. Values
//    are given to the takers in order of deadlines, those with equal ones in order of put_end; the
//    k-th value gets the k-th taker, after those whose own optional take is in time. If the history
//    is legal so, it is legal.
// 3. A look needs a gap in its time in which no value of those that must leave is certainly
//    present, and of the pool no more than there are takers that have begun. Without such a gap it
//    is illegal.
// 4. If it is illegal although each value of the pool has a taker of its own, as early as the
//    first one, it is illegal.
// 5. For the queues, what is not legal by 2 is illegal, unless the pool has optional takes and
//    there are looks.
//    If no value of the pool has an optional take of its own, a legal order gives values to takers
//    in some way; let it be so that k-th value in order of put_end and k-th taker belong together.
//    A gap that nothing covers is still not covered: if all pool values with put_end before the gap
//    have left by then, so many takers have begun by then, and those are the first ones. Of a fifo
//    queue, deadlines grow with put_end, so by the same count each deadline is kept; values that
//    are given nothing are the last ones by put_end, and nobody of the pool must leave before they
//    do. More takes than before do no harm, as they are optional.
//    If there are no looks, only deadlines of a fifo queue are left (an unordered one is legal). A
//    value whose own take is in time needs no taker; the others are matched by deadline, which
//    succeeds if any matching does. What is illegal without its looks is illegal with them.
#include "linearizability/monitors/takers.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "linearizability/search/mutant.hpp"

namespace ordeal::linearizability {

namespace {

using Times = std::vector<std::uint32_t>;

PileFinding judge_without(PileKind kind, const Pile& pile) {
    switch (kind) {
        case PileKind::unordered:
            return judge_unordered(pile);
        case PileKind::fifo:
            return judge_fifo(pile);
        case PileKind::stack:
            return judge_stack(pile);
        case PileKind::priority:
            return judge_priority(pile);
    }
    return {};
}

/// The least number noted at a place below a bound: a Fenwick tree of minima.
class LeastBelow {
  public:
    explicit LeastBelow(std::size_t size) : least_(size + 1, never) {}
    void note(std::size_t place, std::uint32_t value) {
        for (++place; place < least_.size(); place += place & -place)
            least_[place] = std::min(least_[place], value);
    }
    std::uint32_t below(std::size_t bound) const {
        std::uint32_t least = never;
        for (; bound > 0; bound -= bound & -bound)
            least = std::min(least, least_[bound]);
        return least;
    }

  private:
    Times least_;
};

class Deadlines {
  public:
    Deadlines(PileKind kind, const Pile& pile) : kind_(kind), pile_(pile) {}

    /// Of each item of the pool; `never` for all others.
    Times run() {
        std::vector<std::vector<std::uint32_t>> hinder(pile_.events + 1);  // from this event on
        std::vector<std::vector<std::uint32_t>> pool(pile_.events + 1);
        Times look_from(pile_.events + 1, never);
        for (const PileLook& look : pile_.looks)
            look_from[look.begin] = look.end;
        std::size_t most = pile_.events;
        for (std::uint32_t i = 0; i < pile_.items.size(); ++i) {
            const PileItem& item = pile_.items[i];
            most = std::max<std::size_t>(most, item.rank + 1);
            if (item.must_leave())
                hinder[kind_ == PileKind::fifo ? item.put_begin : item.take_begin].push_back(i);
            else
                pool[item.put_end].push_back(i);
        }
        LeastBelow hindered(most);
        Times deadlines(pile_.items.size(), never);
        std::uint32_t look = never;
        for (std::uint32_t event = pile_.events; event-- > 0;) {
            look = std::min(look, look_from[event]);
            for (const std::uint32_t i : pool[event])
                deadlines[i] = std::min(look, hindered.below(reach(pile_.items[i], most)));
            if (kind_ == PileKind::unordered) continue;
            for (const std::uint32_t i : hinder[event])
                hindered.note(place(pile_.items[i], most), pile_.items[i].take_end);
        }
        return deadlines;
    }

  private:
    /// Of those that are taken (put into a fifo queue) after y was in, those at places below the
    /// reach of y cannot leave before y: all in a fifo queue, those below it in a stack, those that
    /// are greater in a priority queue.
    std::size_t place(const PileItem& item, std::size_t most) const {
        if (kind_ == PileKind::stack) return item.put_end;
        return kind_ == PileKind::priority ? most - 1 - item.rank : 0;
    }
    std::size_t reach(const PileItem& item, std::size_t most) const {
        if (kind_ == PileKind::stack) return item.put_begin;
        return kind_ == PileKind::priority ? most - 1 - item.rank : most;
    }

    PileKind kind_;
    const Pile& pile_;
};

void give(PileItem& item, const PileTaker& taker) {
    item.take = taker.call;
    item.take_begin = std::max(taker.begin, item.put_begin);
}

/// By deadlines; see 2.
Pile with_takers_given(PileKind kind, const Pile& pile) {
    const Times deadlines = Deadlines(kind, pile).run();
    Times pool;
    for (std::uint32_t i = 0; i < pile.items.size(); ++i)
        if (!pile.items[i].must_leave()) pool.push_back(i);
    const auto urgency = [&](std::uint32_t i) {
        const PileItem& item = pile.items[i];
        const bool in_time = item.take != never && item.take_begin < deadlines[i];
        return std::tuple(in_time, deadlines[i], item.put_end);
    };
    std::sort(pool.begin(), pool.end(),
              [&](std::uint32_t a, std::uint32_t b) { return urgency(a) < urgency(b); });
    Pile out = pile;
    for (std::size_t k = 0; k < std::min(pool.size(), pile.takers.size()); ++k)
        if (pile.takers[k].begin < out.items[pool[k]].take_begin)
            give(out.items[pool[k]], pile.takers[k]);
    return out;
}

/// Each value of the pool with a taker of its own; see 4.
Pile with_taker_for_each(const Pile& pile) {
    Pile out = pile;
    for (PileItem& item : out.items)
        if (!item.must_leave() && pile.takers.front().begin < item.take_begin)
            give(item, pile.takers.front());
    return out;
}

/// See 3.
bool some_look_is_hopeless(const Pile& pile) {
    std::vector<std::int32_t> certain(pile.events + 1);
    std::vector<std::int32_t> pool(pile.events + 1);
    for (const PileItem& item : pile.items) {
        if (item.is_fleeting()) continue;
        auto& change = item.must_leave() ? certain : pool;
        ++change[item.put_end];
        --change[std::min(item.take_begin, pile.events)];
    }
    for (const PileTaker& taker : pile.takers)
        --pool[taker.begin];
    std::vector<GapRange> blocked;
    std::int32_t present = 0;
    std::int32_t left_over = 0;
    for (std::uint32_t gap = 0; gap < pile.events; ++gap) {
        present += certain[gap];
        left_over += pool[gap];
        if (present > 0 || left_over > 0) blocked.push_back({gap, gap + 1});
    }
    const FreeGaps free(pile.events, blocked);
    return std::any_of(pile.looks.begin(), pile.looks.end(),
                       [&](const PileLook& look) { return free.from(look.begin) >= look.end; });
}

bool is_decided_by_deadlines(PileKind kind, const Pile& pile) {
    if (kind == PileKind::stack || kind == PileKind::priority) return false;
    return pile.looks.empty() ||
           std::none_of(pile.items.begin(), pile.items.end(), [](const PileItem& item) {
               return item.take != never && !item.must_leave();
           });
}

/// Of a fifo queue; see 5.
bool is_hopeless_without_looks(PileKind kind, Pile pile) {
    if (kind != PileKind::fifo && !mutated(Mutant::hopeless_any_kind)) return false;
    pile.looks.clear();
    return !judge_without(kind, with_takers_given(kind, pile)).legal;
}

/// What hinders a take or look: `item` of the pile, or `look`.
struct Hindered {
    PileKind kind;
    const PileItem* item = nullptr;
    const PileLook* look = nullptr;

    /// Must the value of the pool have left before, by a taker?
    bool by(const PileItem& other) const {
        if (look) return other.put_end < look->begin && other.take_begin > look->end;
        if (other.take_begin < item->take_end) return false;
        if (kind == PileKind::fifo) return other.put_end < item->put_begin;
        if (kind == PileKind::stack)
            return other.put_end < item->take_begin && other.put_begin > item->put_end;
        return kind == PileKind::priority && other.rank < item->rank &&
               other.put_end < item->take_begin;
    }
    std::uint32_t end() const { return look ? look->end : item->take_end; }
};

/// With values that only takers can have got, one more than there are takers; empty: too few.
Times too_many_for_takers(const Pile& pile, const Hindered& hindered) {
    const auto begun =
        std::count_if(pile.takers.begin(), pile.takers.end(),
                      [&](const PileTaker& taker) { return taker.begin < hindered.end(); });
    Times places;
    for (std::uint32_t i = 0; i < pile.items.size(); ++i) {
        if (pile.items[i].must_leave() || !hindered.by(pile.items[i])) continue;
        places.push_back(i);
        if (std::cmp_greater(places.size(), begun)) return places;
    }
    return {};
}

/// Something in the last returns that is hindered by too many values, if that is easy to see.
PileFinding hopeless(PileKind kind, const Pile& pile) {
    const std::uint32_t by = last_return(pile);
    for (std::uint32_t i = 0; i < pile.items.size(); ++i) {
        if (pile.items[i].take_end != by) continue;
        Times items = too_many_for_takers(pile, {kind, &pile.items[i]});
        if (!items.empty()) items.push_back(i);
        return PileFinding::illegal(by, std::move(items));
    }
    for (std::uint32_t i = 0; i < pile.looks.size(); ++i) {
        if (pile.looks[i].end != by) continue;
        Times items = too_many_for_takers(pile, {kind, nullptr, &pile.looks[i]});
        if (!items.empty()) return PileFinding::illegal(by, std::move(items), {i});
    }
    return PileFinding::illegal(by, {});
}

}  // namespace

std::optional<PileFinding> judge_pile(PileKind kind, const Pile& pile) {
    PileFinding without = judge_without(kind, pile);
    if (without.legal || pile.takers.empty()) return without;
    const PileFinding given = judge_without(kind, with_takers_given(kind, pile));
    if (given.legal) return given;
    PileFinding for_each = judge_without(kind, with_taker_for_each(pile));
    if (!for_each.legal) {
        for_each.by = last_return(pile);
        return for_each;
    }
    if (some_look_is_hopeless(pile) || is_decided_by_deadlines(kind, pile) ||
        is_hopeless_without_looks(kind, pile) ||
        (kind == PileKind::priority && is_hopeless_priority(pile)))
        return hopeless(kind, pile);
    return std::nullopt;
}

}  // namespace ordeal::linearizability
