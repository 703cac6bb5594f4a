// The classic search: try to linearize one call after the other, depth first, and go back where no
// call fits (Wing & Gong 1993), never twice from the same configuration (Lowe 2017). It takes
// nothing for granted about the specification, which makes it the yardstick for faster ones.
//
// A configuration is the set of linearized calls and the state. The next call may be any that was
// invoked before the first return of a call not yet linearized: with a later one, that return
// would have come before the invocation of a call that precedes it. A call that never returned is
// always optional, and the search is done when all others are linearized.
//
// Where the history is invalid, every configuration was tried. The configurations that stopped at
// the return of x have linearized everything that returned before x, and perhaps calls still
// open; so the latest such x is the first return that nothing explains, and the states of all the
// configurations that stopped there are the possible ones.
#pragma once

#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "linearizability/search/event_list.hpp"
#include "linearizability/search/limits.hpp"
#include "linearizability/search/problem.hpp"
#include "linearizability/search/visited.hpp"

namespace ordeal::linearizability {

template <Specification S>
class DepthFirst {
  public:
    /// The specification must be the one that compiled the problem's calls.
    DepthFirst(S& spec, const Problem<S>& problem, Limits& limits)
        : spec_(spec),
          problem_(problem),
          limits_(limits),
          events_(problem.schedule),
          living_(problem.calls.size()),
          crashed_(problem.calls.size()),
          state_(spec.initial()) {
        std::uint32_t crashed = 0;
        for (const std::uint32_t end : problem.schedule.end)
            rank_.push_back(end == never ? crashed++ : left_++);
    }

    Answer run() {
        std::uint32_t event = events_.first();
        while (left_ > 0) {
            const std::uint64_t steps = 1 + std::exchange(copied_, 0) / 64;
            if (limits_.exceeded([this] { return bytes(); }, steps)) return stopped();
            if (!events_.at_end(event) && !Schedule::is_return(at(event))) {
                event = try_call(event, 0);
                continue;
            }
            stop_at(event);
            if (path_.empty()) return invalid();
            const Frame frame = go_back();
            event = try_call(problem_.schedule.begin[frame.call], frame.choice + 1);
        }
        return valid();
    }

  private:
    struct Frame {
        std::uint32_t call;
        std::uint32_t before;  // the state
        std::uint32_t choice;  // which of the states that may follow was taken
    };

    std::size_t bytes() const {
        return problem_.bytes() + bytes_of(spec_) + visited_.bytes() + bytes_soon(path_) +
               sizeof(std::uint32_t) * longest_.capacity() +
               2 * sizeof(std::uint32_t) * problem_.schedule.events.size();
    }

    std::uint32_t at(std::uint32_t event) const { return problem_.schedule.events[event]; }
    bool is_living(std::uint32_t call) const { return problem_.schedule.end[call] != never; }

    /// Linearizes the call invoked at `event`, taking the states that may follow from number
    /// `choice` on. The event to look at next: the first if that worked, else the one after it.
    std::uint32_t try_call(std::uint32_t event, std::uint32_t choice) {
        const std::uint32_t call = Schedule::call_of(at(event));
        const bool living = is_living(call);
        CallSet& calls = living ? living_ : crashed_;
        nexts_.clear();
        spec_.step(state_, problem_.calls[call],
                   [this](std::uint32_t next) { nexts_.push_back(next); });
        calls.insert(rank_[call]);
        for (; choice < nexts_.size(); ++choice) {
            if (!visited_.insert(living_, crashed_, nexts_[choice])) continue;
            ++explored_;
            path_.push_back({call, state_, choice});
            state_ = nexts_[choice];
            left_ -= living;
            events_.take_out(call);
            return events_.first();
        }
        calls.erase(rank_[call]);
        return events_.next(event);
    }

    Frame go_back() {
        const Frame frame = path_.back();
        path_.pop_back();
        const bool living = is_living(frame.call);
        (living ? living_ : crashed_).erase(rank_[frame.call]);
        left_ += living;
        state_ = frame.before;
        events_.put_back(frame.call);
        return frame;
    }

    /// Takes note of a configuration from which nothing could be linearized before `event`.
    void stop_at(std::uint32_t event) {
        if (furthest_ != never && event < furthest_) return;
        if (event != furthest_ || path_.size() > longest_.size()) {
            longest_.clear();
            for (const Frame& frame : path_)
                longest_.push_back(frame.call);
            copied_ = longest_.size();
        }
        if (event != furthest_) possible_.clear();
        furthest_ = event;
        possible_.insert(state_);
    }

    Answer valid() const {
        Answer answer{core::Verdict::valid, explored_};
        for (const Frame& frame : path_)
            answer.order.push_back(frame.call);
        return answer;
    }
    Answer invalid() const {
        Answer answer{core::Verdict::invalid, explored_, longest_};
        answer.broken = Schedule::call_of(at(furthest_));
        answer.possible.assign(possible_.begin(), possible_.end());
        std::sort(answer.possible.begin(), answer.possible.end());
        return answer;
    }
    Answer stopped() const {
        Answer answer{core::Verdict::unknown, explored_};
        answer.reason = limits_.reason();
        return answer;
    }

    S& spec_;
    const Problem<S>& problem_;
    Limits& limits_;
    EventList events_;
    std::vector<std::uint32_t> rank_;  // of a call among the living, or among the crashed
    CallSet living_;                   // the linearized ones, by rank
    CallSet crashed_;
    std::uint32_t state_;
    std::uint32_t left_ = 0;  // living calls not yet linearized
    std::vector<Frame> path_;
    std::vector<std::uint32_t> nexts_;
    Visited visited_;
    std::uint64_t explored_ = 0;

    std::uint32_t furthest_ = never;  // the latest return that stopped the search
    std::vector<std::uint32_t> longest_;
    std::size_t copied_ = 0;  // calls, since the limits were asked
    boost::unordered_flat_set<std::uint32_t> possible_;
};

}  // namespace ordeal::linearizability
