// Which configurations of a narrow search are not worth keeping. A call under way may need a value
// that has been there and is gone: a read of it, a cas from it, a take. If nobody under way or to
// come until its return brings the value back, and no crashed call is left that does, then the
// configuration leads nowhere: it is *doomed*. The cheapest configurations often are, since it
// costs nothing to go past such a call.
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
    }

    /// At the event last looked at.
    template <typename Config>
    bool doomed(const Config& config) const {
        if (mutated(Mutant::doomed_kept)) return false;
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

    const S& spec_;
    const Problem<S>& problem_;
    const Underway& underway_;
    const Used& used_;
    std::uint32_t event_ = never;
    std::vector<std::int32_t> first_;  // of each value, in begins_
    std::vector<std::uint32_t> begins_;
    std::vector<Want> wants_;
};

}  // namespace ordeal::linearizability
