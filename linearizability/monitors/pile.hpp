// What the monitors of queues, stacks and priority queues work on. All of these are *piles*: values
// are put in, each at most once, and taken out in an order that the kind of pile prescribes, or
// somebody looks and finds nothing. When no value is put in twice, each take is known to belong to
// one put, and whether a history is legal is a question about intervals of time.
//
// MOMENTS. Events are numbered from 0; gap g is the time after event g and before event g + 1. A
// call with events [begin, end] takes effect in one of the gaps begin .. end - 1; an end of `never`
// is no bound. Some calls have no return: such a put may be left out (if nobody is certain to have
// taken its value), such a take too, and such a look is left out.
//
// TIGHT TIMES. A value is put in before it is taken out, so put_end is at most take_end, and
// take_begin is at least put_begin. That keeps the set of legal orders and makes a put without a
// return, whose value was taken, an ordinary one. What is left without a put_end was certainly
// taken by nobody, and is dropped: taken out of a legal order together with whoever took it (a
// taker, see below), it leaves a legal order for each kind of pile.
//
// CERTAIN PRESENCE. A value with put_end < take_begin is in the pile in the gaps put_end ..
// take_begin - 1, whatever the order. Any other value is *fleeting*: it can be put in and taken out
// in one instant, in gap take_begin, and nobody notices.
//
// OPTIONAL TAKES. A take without a return of a known value (one under way at the end of a prefix)
// has take_end = never. It never hurts to have the choice: it is left out of the order where the
// value cannot get out.
//
// Sources: the view of a history as intervals of values goes back to Henzinger, Sezgin and
// Vafeiadis (CONCUR 2013), Bouajjani, Emmi, Enea and Hamza (ICALP 2015), Lee and Mathur (OOPSLA
// 2025), and Abdulla and others (PLDI 2025). The arguments beside each function here are our own;
// calls without a return are not treated there.
#pragma once

#include <cstdint>
#include <vector>

#include "linearizability/search/schedule.hpp"

namespace ordeal::linearizability {

/// A value's stay. Calls are `never` where there is none: an initial value has no put, a value that
/// stays has no take, and then take_begin and take_end are `never`, too.
struct PileItem {
    std::uint32_t put = never;
    std::uint32_t take = never;
    std::uint32_t put_begin = never;
    std::uint32_t put_end = never;
    std::uint32_t take_begin = never;
    std::uint32_t take_end = never;
    std::uint32_t rank = 0;  // place of its value in the order of values

    bool is_fleeting() const { return take_begin < put_end; }
    bool must_leave() const { return take_end != never; }
};

/// A take that found nothing.
struct PileLook {
    std::uint32_t call = never;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// A take of which nothing ever came back: of any value, or of none.
struct PileTaker {
    std::uint32_t call = never;
    std::uint32_t begin = 0;
};

struct Pile {
    std::uint32_t events = 0;
    std::vector<PileItem> items;  // in order of put_begin; times are tight, put_end < events
    std::vector<PileLook> looks;  // in order of begin; all have an end
    std::vector<PileTaker> takers;
};

/// Legal: an order of the calls. Illegal: the return that ends the shortest illegal prefix, or (of
/// a stack) one soon after it; and items and looks that are illegal on their own up to there.
struct PileFinding {
    bool legal = true;
    std::vector<std::uint32_t> order;
    std::uint32_t by = never;
    std::vector<std::uint32_t> items;  // places in Pile::items
    std::vector<std::uint32_t> looks;  // places in Pile::looks

    static PileFinding illegal(std::uint32_t by, std::vector<std::uint32_t> items,
                               std::vector<std::uint32_t> looks = {}) {
        return {false, {}, by, std::move(items), std::move(looks)};
    }
};

/// One for each kind of pile; each says in its file why it is right. Takers are not looked at.
using JudgePile = PileFinding (*)(const Pile& pile);
PileFinding judge_unordered(const Pile& pile);
PileFinding judge_fifo(const Pile& pile);
PileFinding judge_stack(const Pile& pile);
PileFinding judge_priority(const Pile& pile);

/// Illegal whatever the takers got; false: not known.
bool is_hopeless_priority(const Pile& pile);

/// A stretch of gaps: from .. to - 1.
struct GapRange {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

/// Where no value is certain to be present.
class FreeGaps {
  public:
    /// Of each item: the gaps in which it is present; empty where from >= to.
    FreeGaps(std::uint32_t events, const std::vector<GapRange>& presences);
    /// The first free gap from `gap` on; `events` if there is none.
    std::uint32_t from(std::uint32_t gap) const { return next_[gap]; }

  private:
    std::vector<std::uint32_t> next_;
};

/// The certain presence of each item.
std::vector<GapRange> certain_presences(const Pile& pile);

/// As few presences as cover the gaps of `window` without a hole, by place; in order of time.
/// Requires: all of them together do.
std::vector<std::uint32_t> cover_chain(const std::vector<GapRange>& presences, GapRange window);

/// A look finds nothing in an instant in which no value is present; where there is none in its
/// time, the values that cover this time and the look are illegal. The first look without one.
PileFinding first_blocked_look(const Pile& pile, const FreeGaps& free,
                               const std::vector<GapRange>& presences);

/// Calls with the gap in which they take effect; in a gap, first those that `leave`, then the
/// looks, then those that `enter`; for the rest in the order in which they were added.
class PileOrder {
  public:
    enum class Phase : std::uint8_t { leave, look, enter };

    explicit PileOrder(const Pile& pile);
    void add(std::uint32_t gap, Phase phase, std::uint32_t call) {
        if (call != never)
            moments_.push_back({3 * std::uint64_t{gap} + std::uint64_t(phase), call});
    }
    /// Each look in the first free gap of its time.
    void add_looks(const Pile& pile, const FreeGaps& free);
    /// A fleeting value, in and out in one instant.
    void add_fleeting(const PileItem& item) { add_pair(item, item.take_begin); }
    void add_pair(const PileItem& item, std::uint32_t gap) {
        add(gap, Phase::leave, item.put);
        add(gap, Phase::leave, item.take);
    }
    std::vector<std::uint32_t> sorted() const;

  private:
    struct Moment {
        std::uint64_t key;
        std::uint32_t call;
    };

    std::uint32_t events_;
    std::vector<Moment> moments_;
};

/// The prefix that ends with event `last`: what is still under way there has no return.
Pile prefix_of(const Pile& pile, std::uint32_t last);

/// The last event that is a return.
std::uint32_t last_return(const Pile& pile);

/// Puts tight times into an item of which calls and times are known. False: it is to be dropped.
bool tighten(PileItem& item);

}  // namespace ordeal::linearizability
