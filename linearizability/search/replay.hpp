// From the steps that a forward search has logged to a linearization: puts the calls that change
// nothing, which are not logged, where they first fit, and those that were absorbed just before
// the call that overwrote them.
#pragma once

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/path_log.hpp"
#include "linearizability/search/problem.hpp"

namespace ordeal::linearizability {

template <Specification S>
class Replay {
  public:
    Replay(S& spec, const Problem<S>& problem, Limits& limits)
        : spec_(spec), problem_(problem), limits_(limits) {}

    /// The calls in order; none if the limits end it. Requires: steps by event; none after event
    /// number `until`.
    std::optional<std::vector<std::uint32_t>> order(const std::vector<PathLog::Step>& steps,
                                                    std::uint32_t until) {
        state_ = spec_.initial();
        std::size_t at = 0;
        for (std::uint32_t event = 0; event <= until; ++event) {
            if (limits_.over(event)) return std::nullopt;
            const std::uint32_t what = problem_.schedule.events[event];
            const std::uint32_t call = Schedule::call_of(what);
            if (!Schedule::is_return(what)) {
                if (spec_.is_pure(problem_.calls[call])) look(call);
                continue;
            }
            for (; at < steps.size() && steps[at].event == event; ++at)
                take(steps[at]);
        }
        return with_absorbed();
    }

  private:
    struct Placed {
        std::uint32_t call;
        std::uint32_t event;
    };

    bool fits(std::uint32_t call) {
        bool legal = false;
        spec_.step(state_, problem_.calls[call], [&legal](std::uint32_t) { legal = true; });
        return legal;
    }

    void look(std::uint32_t call) {
        if (fits(call))
            order_.push_back({call, problem_.schedule.begin[call]});
        else
            waiting_.push_back(call);
    }

    void take(const PathLog::Step& step) {
        if (step.absorbed) {
            absorbed_.push_back({step.call, last_overwrite_of(step.call)});
            return;
        }
        order_.push_back({step.call, step.event});
        state_ = step.state;
        std::erase_if(waiting_, [&](std::uint32_t call) {
            if (!fits(call)) return false;
            order_.push_back({call, step.event});
            return true;
        });
    }

    /// The place in order_ of the last blind call that was linearized after this one began.
    std::uint32_t last_overwrite_of(std::uint32_t call) const {
        for (std::size_t at = order_.size(); at-- > 0;) {
            CHECK(order_[at].event > problem_.schedule.begin[call], "nothing absorbs call {}",
                  call);
            if (spec_.is_blind(problem_.calls[order_[at].call]))
                return static_cast<std::uint32_t>(at);
        }
        CHECK(false, "nothing absorbs call {}", call);
        return never;
    }

    std::vector<std::uint32_t> with_absorbed() {
        // Those before the same call were all under way when it was linearized: in any order.
        std::sort(absorbed_.begin(), absorbed_.end(), [](const Placed& a, const Placed& b) {
            return std::pair(a.event, a.call) < std::pair(b.event, b.call);
        });
        std::vector<std::uint32_t> out;
        out.reserve(order_.size() + absorbed_.size());
        auto next = absorbed_.begin();
        for (std::uint32_t at = 0; at < order_.size(); ++at) {
            for (; next != absorbed_.end() && next->event == at; ++next)
                out.push_back(next->call);
            out.push_back(order_[at].call);
        }
        return out;
    }

    S& spec_;
    const Problem<S>& problem_;
    Limits& limits_;
    std::uint32_t state_ = 0;
    std::vector<Placed> order_;
    std::vector<Placed> absorbed_;  // with the place in order_ before which they stand
    std::vector<std::uint32_t> waiting_;
};

}  // namespace ordeal::linearizability
