// Which configurations of a narrow search are not worth keeping. A call under way may need a value
// that has been there and is gone: a read of it, a cas from it, a take. If nobody under way or to
// come until its return brings the value back, and no crashed call is left that does, then the
// configuration leads nowhere: it is *doomed*. The cheapest configurations often are, since it
// costs nothing to go past such a call. Of a queue, whose values come out in the order in which
// they are there, a configuration is doomed too if a value is before another one that was had
// before anybody asked for the first; equal values being had in the order of the returns of those
// who had them, and as many others going to crashed calls as there are.
//
// This is a preference and no reduction: a search that left doomed configurations out would name
// a return before the one that nothing explains. So only where not all can be kept the doomed ones
// go first, and whatever they would have led to, the answer is as right as that of any narrow
// search.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <vector>

#include "linearizability/search/bits.hpp"
#include "linearizability/search/mutant.hpp"
#include "linearizability/search/problem.hpp"

namespace ordeal::linearizability {

/// A specification whose calls need values, and bring them.
///
///   needs(call)           the value without which it is not legal, if there is one
///   brings(call)          the value that is there after it, if there is one
///   holds(state, value)   is the value there?
template <typename S>
concept Prospective = requires(const S& spec, std::uint32_t state, const typename S::Call& call) {
    { spec.needs(call) } -> std::same_as<std::optional<std::uint32_t>>;
    { spec.brings(call) } -> std::same_as<std::optional<std::uint32_t>>;
    { spec.holds(state, state) } -> std::same_as<bool>;
};

/// One whose values come out in the order of values_in(state).
template <typename S>
concept InOrder = Prospective<S> && requires { requires S::in_order; };

template <Specification S, typename Underway, typename Used>
class Prospects {
  public:
    Prospects(const S& spec, const Problem<S>& problem, const Underway& underway, const Used& used)
        : spec_(spec), problem_(problem), underway_(underway), used_(used) {}

    /// Looks at what is under way at an event, if it was not looked at before.
    void look(std::uint32_t event) {
        if constexpr (Prospective<S>) {
            if (event == event_) return;
            event_ = event;
            if (first_.empty()) sort_bringers();
            wants_.clear();
            underway_.taken().for_each([&](std::uint32_t slot) { add_want(slot); });
        }
        if constexpr (InOrder<S>) {
            if (takers_.empty()) sort_takers();
            for (auto& [next, calls] : takers_)
                while (next < calls.size() && problem_.schedule.end[calls[next]] < event)
                    ++next;
        }
    }

    /// At the event last looked at.
    template <typename Config>
    bool doomed(const Config& config) const {
        if (mutated(Mutant::doomed_kept)) return false;
        if constexpr (InOrder<S>)
            if (out_of_order(config)) return true;
        if constexpr (Prospective<S>)
            return std::any_of(wants_.begin(), wants_.end(), [&](const Want& want) {
                return !config.done.test(want.slot) && !spec_.holds(config.state, want.value) &&
                       want.bringers.within(config.done) && !is_left(want, config.used);
            });
        return false;
    }

    std::size_t bytes() const {
        return sizeof(std::uint32_t) * (first_.capacity() + begins_.capacity());
    }

  private:
    /// What a call under way needs, and only others that have begun can bring.
    struct Want {
        std::uint32_t slot;
        std::uint32_t value;
        typename Underway::Set bringers;
        std::vector<std::uint32_t> crashed;  // classes
    };

    void add_want(std::uint32_t slot) {
        const std::uint32_t call = underway_.call_in(slot);
        const auto value = spec_.needs(problem_.calls[call]);
        if (!value || will_be_brought(*value, problem_.schedule.end[call])) return;
        Want want{slot, *value, {}, {}};
        underway_.taken().for_each([&](std::uint32_t other) {
            const bool brings = brings_it(underway_.call_in(other), *value);
            if (brings && other != slot) want.bringers.set(other);
        });
        const auto& crashed = underway_.crashed();
        for (std::uint32_t i = 0; i < crashed.size(); ++i)
            if (crashed[i].invoked > 0 && brings_it(crashed[i].call, *value))
                want.crashed.push_back(i);
        wants_.push_back(std::move(want));
    }

    bool brings_it(std::uint32_t call, std::uint32_t value) const {
        const auto brought = spec_.brings(problem_.calls[call]);
        return brought && *brought == value;
    }

    /// Does a call that brings the value begin after the event and before `end`?
    bool will_be_brought(std::uint32_t value, std::uint32_t end) const {
        if (value + 1 >= first_.size()) return false;
        const auto last = begins_.begin() + first_[value + 1];
        const auto next = std::upper_bound(begins_.begin() + first_[value], last, event_);
        return next != last && *next < end;
    }

    bool is_left(const Want& want, std::uint32_t used) const {
        return std::any_of(want.crashed.begin(), want.crashed.end(), [&](std::uint32_t i) {
            return used_.count(used, i) < underway_.crashed()[i].invoked;
        });
    }

    /// The begins of those that bring each value, in their order.
    void sort_bringers() {
        first_.assign(1, 0);
        const auto each = [this](auto&& use) {
            for (std::uint32_t call = 0; call < problem_.calls.size(); ++call)
                if (const auto value = spec_.brings(problem_.calls[call])) use(*value, call);
        };
        each([this](std::uint32_t value, std::uint32_t) {
            if (value + 2 > first_.size()) first_.resize(value + 2);
            ++first_[value + 1];
        });
        for (std::size_t value = 1; value < first_.size(); ++value)
            first_[value] += first_[value - 1];
        begins_.resize(static_cast<std::size_t>(first_.back()));
        auto next = first_;
        each([&](std::uint32_t value, std::uint32_t call) {
            begins_[static_cast<std::size_t>(next[value]++)] = problem_.schedule.begin[call];
        });
    }

    /// Those who had each value, by their returns.
    void sort_takers() {
        takers_.resize(spec_.value_count());
        for (const std::uint32_t event : problem_.schedule.events) {
            const std::uint32_t call = Schedule::call_of(event);
            if (!Schedule::is_return(event)) continue;
            if (const auto value = spec_.needs(problem_.calls[call]))
                takers_[*value].calls.push_back(call);
        }
    }

    template <typename Config>
    bool out_of_order(const Config& config) const {
        std::uint32_t lost = crashed_left(config.used);
        std::uint32_t asked = 0;  // no value from here on was had before that
        std::vector<std::pair<std::uint32_t, std::size_t>> places;
        for (const std::uint32_t value : spec_.values_in(config.state)) {
            const std::uint32_t call = taker_of(value, config, places);
            if (call == never) {
                if (lost > 0)
                    --lost;
                else
                    asked = never;
                continue;
            }
            if (problem_.schedule.end[call] < asked) return true;
            asked = std::max(asked, problem_.schedule.begin[call]);
        }
        return false;
    }

    /// The next one to have the value, after those that are in `places` already.
    template <typename Config, typename Places>
    std::uint32_t taker_of(std::uint32_t value, const Config& config, Places& places) const {
        auto place = std::find_if(places.begin(), places.end(),
                                  [value](const auto& known) { return known.first == value; });
        if (place == places.end())
            place = places.insert(places.end(), {value, takers_[value].next});
        const auto& calls = takers_[value].calls;
        while (place->second < calls.size()) {
            const std::uint32_t call = calls[place->second++];
            const bool begun = problem_.schedule.begin[call] < event_;
            if (!begun || !config.done.test(underway_.slot_of(call))) return call;
        }
        return never;
    }

    /// Calls that bring nothing and were told nothing: so many values they may have had.
    std::uint32_t crashed_left(std::uint32_t used) const {
        std::uint32_t left = 0;
        for (std::uint32_t i = 0; i < underway_.crashed().size(); ++i)
            if (!spec_.brings(problem_.calls[underway_.crashed()[i].call]))
                left += underway_.crashed()[i].invoked - used_.count(used, i);
        return left;
    }

    struct Takers {
        std::size_t next = 0;  // the first that has not returned
        std::vector<std::uint32_t> calls;
    };

    const S& spec_;
    const Problem<S>& problem_;
    const Underway& underway_;
    const Used& used_;
    std::uint32_t event_ = never;
    std::vector<std::int32_t> first_;  // of each value, in begins_
    std::vector<std::uint32_t> begins_;
    std::vector<Want> wants_;
    std::vector<Takers> takers_;  // of each value
};

}  // namespace ordeal::linearizability
