// Why a history cannot be linearized, in as few operations as possible. To *forget* a call is to
// take away what is known of it: it may take effect at any time after its invocation, with any
// answer, or never. A history that is valid stays valid when a call is forgotten, and when a call
// that changes nothing is left out; so if a history is invalid even with all calls forgotten but
// a few, those few break it. (Leaving out other calls proves nothing: without the write, a read
// of its value would be wrong for no fault of the system.) The core is what remains when no
// further call can be forgotten.
#pragma once

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "linearizability/search/classes.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/search/problem.hpp"

namespace ordeal::linearizability {

template <Specification S>
class Minimiser {
  public:
    using Search = std::function<Answer(const Problem<S>&)>;

    /// `search` decides a problem, within bounds of its own.
    Minimiser(const S& spec, const Problem<S>& problem, std::uint32_t broken, Search search)
        : spec_(spec), problem_(problem), broken_(broken), search_(std::move(search)) {}

    /// The core, in order of invocation. Less than minimal where the search ran into its bounds,
    /// or when `give_up` says so; but forgetting all other calls was seen to leave it invalid,
    /// unless it is everything that came before the broken return.
    std::vector<std::uint32_t> core(const std::function<bool()>& give_up) {
        if (!broken_by_recent(give_up)) kept_ = recent_;
        if (give_up()) return in_order(kept_);
        const auto forgotten_late = [this](std::uint32_t call) {
            return std::pair(spec_.is_pure(problem_.calls[call]),
                             never - problem_.schedule.end[call]);
        };
        std::sort(kept_.begin(), kept_.end(), [&](std::uint32_t a, std::uint32_t b) {
            return forgotten_late(a) < forgotten_late(b);
        });
        for (std::size_t chunk = kept_.size() / 2; chunk > 0; chunk /= 2)
            for (std::size_t at = 0; at < kept_.size() && !give_up();)
                if (!try_to_forget(at, chunk, give_up)) at += chunk;
        return in_order(kept_);
    }

    /// Do the last calls before the broken return break it, the others forgotten? Tries ever more
    /// of them, up to `most`; the broken call is one.
    bool broken_by_recent(const std::function<bool()>& give_up, std::size_t most = SIZE_MAX) {
        find_recent();
        for (std::size_t count = 1; count < recent_.size() && count <= most && !give_up();
             count *= 2) {
            kept_.assign(recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(count));
            if (is_invalid(kept_, give_up)) return true;
        }
        return false;
    }

    /// The states that were possible when the calls that broken_by_recent() found broke it; with
    /// others forgotten there may be more of them than with others known.
    const std::vector<std::uint32_t>& possible() const { return possible_; }
    bool all_possible() const { return all_possible_; }

    /// The calls so far as the broken return sees them, with all but the given ones forgotten.
    Problem<S> forget_all_but(const std::vector<std::uint32_t>& kept) const {
        std::vector<bool> keep(problem_.calls.size());
        for (const std::uint32_t call : kept)
            keep[call] = true;
        const Schedule& schedule = problem_.schedule;
        const std::uint32_t last = schedule.end[broken_];
        Problem<S> out;
        std::vector<Span> spans;
        for (std::uint32_t i = 0; i < problem_.calls.size() && schedule.begin[i] < last; ++i) {
            const auto call = keep[i] ? problem_.calls[i] : spec_.forget(problem_.calls[i]);
            if (!call || (!keep[i] && mutated(Mutant::forget_is_omit))) continue;
            out.calls.push_back(*call);
            spans.push_back({schedule.begin[i], {}});
            if (keep[i] && schedule.end[i] <= last) spans.back().returned = schedule.end[i];
        }
        out.schedule = make_schedule(spans);
        return out;
    }

  private:
    static std::vector<std::uint32_t> in_order(std::vector<std::uint32_t> calls) {
        std::sort(calls.begin(), calls.end());
        return calls;
    }

    bool is_invalid(const std::vector<std::uint32_t>& kept, const std::function<bool()>& give_up) {
        const Problem<S> problem = forget_all_but(kept);
        if (give_up() || too_diverse(problem) || give_up()) return false;
        Answer answer = search_(problem);
        if (answer.verdict != core::Verdict::invalid) return false;
        possible_ = std::move(answer.possible);
        all_possible_ = answer.all_possible;
        return true;
    }

    /// With very many different forgotten calls a search would not come to an end.
    bool too_diverse(const Problem<S>& problem) const {
        constexpr std::size_t most = 1000;
        std::vector<bool> crashed(problem.calls.size());
        for (std::size_t i = 0; i < crashed.size(); ++i)
            crashed[i] = problem.schedule.end[i] == never;
        const auto useless = spec_.useless(problem.calls, crashed);
        boost::unordered_flat_set<typename S::Call, HashCall<typename S::Call>> different;
        for (std::size_t i = 0; i < crashed.size() && different.size() <= most; ++i)
            if (crashed[i] && !useless[i]) different.insert(problem.calls[i]);
        return different.size() > most;
    }

    /// What returned up to the broken return, the last one first.
    void find_recent() {
        const Schedule& schedule = problem_.schedule;
        for (std::uint32_t at = schedule.end[broken_] + 1; at-- > 0;)
            if (Schedule::is_return(schedule.events[at]))
                recent_.push_back(Schedule::call_of(schedule.events[at]));
    }

    /// From the end of kept_: those that change nothing first (what changed the state tells more
    /// than what saw it), of each the oldest first.
    bool try_to_forget(std::size_t at, std::size_t count, const std::function<bool()>& give_up) {
        const std::size_t end = kept_.size() - at;
        const std::size_t begin = end > count ? end - count : 0;
        std::vector<std::uint32_t> rest;
        for (std::size_t i = 0; i < kept_.size(); ++i)
            if (i < begin || i >= end) rest.push_back(kept_[i]);
        if (rest.size() == kept_.size() || !is_invalid(rest, give_up)) return false;
        kept_ = std::move(rest);
        return true;
    }

    const S& spec_;
    const Problem<S>& problem_;
    std::uint32_t broken_;
    Search search_;
    std::vector<std::uint32_t> recent_;
    std::vector<std::uint32_t> kept_;
    std::vector<std::uint32_t> possible_;
    bool all_possible_ = false;
};

}  // namespace ordeal::linearizability
