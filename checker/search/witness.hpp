// Whether a path shows what it is reported for: judged by the path alone, with nothing of the
// search that found it.
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "checker/search/options.hpp"
#include "checker/search/report.hpp"

namespace ordeal::checker {

namespace detail {

/// What can be done in a state: whether anything, and of which classes of fairness.
struct Enabled {
    bool any = false;
    std::set<std::uint64_t> classes;
};

template <Model M>
Enabled enabled(const M& model, const typename M::State& state) {
    Enabled out;
    std::vector<typename M::Action> actions;
    model.actions(state, actions);
    for (const auto& action : actions) {
        auto next = state;
        if (!model.apply(next, action)) continue;
        out.any = true;
        if constexpr (HasFairness<M>)
            if (const auto number = model.fairness_class(action)) out.classes.insert(*number);
    }
    return out;
}

/// Whether the path may be over where it ends.
template <Model M>
bool may_end(const M& model, const typename M::State& state, Fairness fairness) {
    const Enabled there = enabled(model, state);
    return fairness == Fairness::weak ? there.classes.empty() : !there.any;
}

/// Whether each class that is enabled in all states of the loop is taken in it.
/// Requires: path.loop.
template <Model M>
bool is_fair(const M& model, const Path<M>& path) {
    std::set<std::uint64_t> owed = enabled(model, path.last()).classes;
    for (std::size_t i = *path.loop; i < path.steps.size() && !owed.empty(); ++i) {
        const auto there = enabled(model, path.state(i)).classes;
        std::erase_if(owed, [&](std::uint64_t number) { return !there.contains(number); });
        if constexpr (HasFairness<M>)
            if (const auto taken = model.fairness_class(path.steps[i].action)) owed.erase(*taken);
    }
    return owed.empty();
}

/// Whether the states of a path that ends or repeats, as it is, refute the property.
template <Model M>
bool refutes(const M& model, const Property<M>& property, const Path<M>& path) {
    const auto holds = [&](std::size_t i) { return property.holds(model, path.state(i)); };
    const std::size_t last = path.steps.size();
    const std::size_t repeated = path.loop.value_or(last);
    std::size_t lacking = last + 1;  // it lacks the property from here to its end
    while (lacking > 0 && !holds(lacking - 1))
        --lacking;
    if (property.kind == Kind::eventually) return lacking == 0;
    if (property.kind == Kind::leads_to) {
        if (lacking > repeated) return false;
        for (std::size_t i = lacking; i <= last; ++i)
            if (property.asks(model, path.state(i))) return true;
        return false;
    }
    for (std::size_t i = repeated; i <= last; ++i)
        if (!holds(i)) return true;
    return false;
}

}  // namespace detail

template <Model M>
bool settles(const M& model, const Property<M>& property, const Path<M>& path,
             Fairness fairness = Fairness::none) {
    if (property.kind == Kind::always) return !property.holds(model, path.last());
    if (property.kind == Kind::sometimes) return property.holds(model, path.last());
    if (property.kind == Kind::deadlock_free)
        return !property.holds(model, path.last()) && !detail::enabled(model, path.last()).any;
    if (property.kind == Kind::always_step) {
        if (path.steps.empty()) return false;
        const auto& step = path.steps.back();
        return !property.holds_of_step(model, path.state(path.steps.size() - 1), step.action,
                                       step.state);
    }
    if (!detail::refutes(model, property, path)) return false;
    if (!path.loop) return detail::may_end(model, path.last(), fairness);
    if (*path.loop >= path.steps.size() || !(path.state(*path.loop) == path.last())) return false;
    return fairness == Fairness::none || detail::is_fair(model, path);
}

}  // namespace ordeal::checker
