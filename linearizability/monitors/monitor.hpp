// The seam for special cases that need no search. Where a history keeps to certain rules (mostly:
// no value is put in twice) its verdict can be had in about linear time, from a theory of the
// specification instead of from trying orders. Such a decision procedure is a *monitor*; it is
// asked before the search, and whenever it says that its theory does not apply the search decides.
// What comes back is the same kind of Answer with the same evidence.
//
// HOW TO WRITE ONE, for a specification S. A class M, in a header of this folder, with
//
//   M(S& spec, const Problem<S>& problem)   keeps references; cheap
//   Ruling rule(Limits& limits)             decides; called once
//   Possible possible()                     only after rule() ruled `valid`
//
// and, below it, `template <> struct MonitorOf<S> { using Type = M; };`. The .cpp that instantiates
// judge_partition<S> includes that header before linearizability/partition_impl.hpp.
//
// WHAT IT IS GIVEN. Calls are numbered in order of invocation. problem.schedule.begin[call] and
// .end[call] are places among the events; end is `never` for a call without a return. Such a call
// may take effect at any time after its invocation, or not at all. There are two kinds of them, and
// a monitor cannot tell them apart: crashed ones, and those that are still under way in a prefix of
// the history. THE LATTER KEEP THE ANSWER that they have in the whole history (a read that will
// return 5, a take that will return 7), so *every* function can come without a return. Ends and
// begins are all different; sorting is rarely needed, since walking over schedule.events gives
// the calls in order of begin and of end.
//
// WHAT IT SAYS.
//   inapplicable  the calls are outside of the theory; the search decides. May be said at any time,
//                 of a prefix too.
//   valid         and `order`: a legal order of all calls that have a return, and of those others
//                 that took effect.
//   invalid       and `by`: a return (its place among the events) such that the history up to and
//                 with this return is illegal already; the earlier the better, but it need not be
//                 the first such return (schedule.events.size() - 1 or less; the last return is
//                 always right). And `clash`: a few calls that are illegal on their own, all others
//                 left out, up to that return. The writer of a value belongs to it when a call that
//                 saw the value does, so that leaving others out proves something. May be empty:
//                 then the operations concerned are searched for.
//   stopped       the limits ended it. Ask limits.look(bytes held) between phases at least.
//
// THE FIRST RETURN that nothing explains is found here, from rulings alone: `by` is an upper bound,
// a prefix that is ruled valid a lower one. The prefix before `by` is tried first (with a good `by`
// that is the answer), then by bisection. Monotone, because a prefix of a linearizable history is
// linearizable. The last prefix ruled valid gives the longest linearization and the states that
// were possible. So an invalid history costs two rulings when `by` is exact, and never more than
// 2 log n.
#pragma once

#include <concepts>
#include <optional>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/problem.hpp"

namespace ordeal::linearizability {

struct Ruling {
    enum class Kind : std::uint8_t { inapplicable, valid, invalid, stopped };

    Kind kind = Kind::inapplicable;
    std::vector<std::uint32_t> order;  // valid
    std::uint32_t by = never;          // invalid
    std::vector<std::uint32_t> clash;  // invalid

    static Ruling inapplicable() { return {}; }
    static Ruling stopped() { return {.kind = Kind::stopped}; }
    static Ruling valid(std::vector<std::uint32_t> order) {
        return {.kind = Kind::valid, .order = std::move(order)};
    }
    static Ruling invalid(std::uint32_t by, std::vector<std::uint32_t> clash) {
        return {.kind = Kind::invalid, .by = by, .clash = std::move(clash)};
    }
};

/// The states in which the legal orders of a valid problem end, calls without a return in them or
/// not; `all` if these are certainly all of them. At least the state after Ruling::order.
struct Possible {
    std::vector<std::uint32_t> states;
    bool all = false;
};

/// The monitor of a specification: `Type`. This one: there is none.
template <typename S>
struct MonitorOf {};

template <typename S>
concept Monitored = requires(S& spec, const Problem<S>& problem, Limits& limits,
                             typename MonitorOf<S>::Type& monitor) {
    requires std::constructible_from<typename MonitorOf<S>::Type, S&, const Problem<S>&>;
    { monitor.rule(limits) } -> std::same_as<Ruling>;
    { monitor.possible() } -> std::same_as<Possible>;
};

/// The first `cut` events of a problem: what had been invoked by then; what had not returned has
/// no return. Calls keep their numbers.
template <typename S>
Problem<S> prefix_of(const Problem<S>& problem, std::uint32_t cut) {
    const Schedule& whole = problem.schedule;
    Problem<S> out;
    out.schedule.events.assign(whole.events.begin(), whole.events.begin() + cut);
    std::size_t calls = 0;
    while (calls < problem.calls.size() && whole.begin[calls] < cut)
        ++calls;
    const auto count = static_cast<std::ptrdiff_t>(calls);
    out.calls.assign(problem.calls.begin(), problem.calls.begin() + count);
    out.schedule.begin.assign(whole.begin.begin(), whole.begin.begin() + count);
    out.schedule.end.assign(whole.end.begin(), whole.end.begin() + count);
    for (std::uint32_t& end : out.schedule.end)
        if (end >= cut) end = never;
    return out;
}

template <Monitored S>
class AskMonitor {
  public:
    AskMonitor(S& spec, const Problem<S>& problem, Limits& limits)
        : spec_(spec), problem_(problem), limits_(limits) {}

    /// None: the monitor does not apply.
    std::optional<Answer> run() {
        Ruling ruling = Monitor(spec_, problem_).rule(limits_);
        switch (ruling.kind) {
            case Ruling::Kind::inapplicable:
                return std::nullopt;
            case Ruling::Kind::stopped:
                return stopped();
            case Ruling::Kind::valid:
                return Answer{.verdict = core::Verdict::valid, .order = std::move(ruling.order)};
            case Ruling::Kind::invalid:
                check(ruling, problem_.schedule.events.size());
                return first_illegal(std::move(ruling));
        }
        return std::nullopt;
    }

  private:
    using Monitor = typename MonitorOf<S>::Type;

    Answer stopped() const { return {.reason = limits_.reason()}; }

    std::optional<Answer> first_illegal(Ruling illegal) {
        std::uint32_t legal = 0;  // the prefix of so many events is
        for (bool at_bound = true;; at_bound = !at_bound) {
            const std::uint32_t cut = at_bound ? illegal.by : legal + (illegal.by - legal + 1) / 2;
            const Problem<S> prefix = prefix_of(problem_, cut);
            Monitor monitor(spec_, prefix);
            Ruling ruling = monitor.rule(limits_);
            if (ruling.kind == Ruling::Kind::inapplicable) return std::nullopt;
            if (ruling.kind == Ruling::Kind::stopped) return stopped();
            if (ruling.kind == Ruling::Kind::valid) {
                if (cut == illegal.by)
                    return answer(std::move(illegal), std::move(ruling.order), monitor.possible());
                legal = cut;
                continue;
            }
            check(ruling, cut);
            illegal = std::move(ruling);
        }
    }

    /// What a monitor claims to be illegal must end in a return, within what it was given.
    void check(const Ruling& illegal, std::size_t cut) const {
        CHECK(illegal.by < cut && Schedule::is_return(problem_.schedule.events[illegal.by]),
              "a monitor says that {} of {} events are illegal", illegal.by, cut);
    }

    Answer answer(Ruling illegal, std::vector<std::uint32_t> order, Possible possible) const {
        return {.verdict = core::Verdict::invalid,
                .order = std::move(order),
                .broken = Schedule::call_of(problem_.schedule.events[illegal.by]),
                .possible = std::move(possible.states),
                .all_possible = possible.all,
                .clash = std::move(illegal.clash)};
    }

    S& spec_;
    const Problem<S>& problem_;
    Limits& limits_;
};

/// What the monitor of S answers; none if there is no monitor, or if it does not apply.
template <typename S>
std::optional<Answer> ask_monitor(S& spec, const Problem<S>& problem, Limits& limits) {
    if constexpr (Monitored<S>) {
        const Holding given(limits, problem.bytes() + bytes_of(spec));
        return AskMonitor<S>(spec, problem, limits).run();
    }
    return std::nullopt;
}

}  // namespace ordeal::linearizability
