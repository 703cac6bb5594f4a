// What a model claims, each claim with a name.
//
//     always             holds in every state that can be reached
//     sometimes          holds in at least one
//     eventually         holds at some time on every path
//     eventually_always  on every path, holds from some time on for ever
//     leads_to           whenever the first holds, the second holds then or later on that path
//     deadlock_free      a state in which nothing can be done is one that is meant to be final
//     always_step        holds of every step: the state before, the action, the state after
//
// A path is one that cannot go on, or one that never ends. What holds "at some time" on a path that
// ends must hold before it ends, and what holds "from some time on" must hold in its last state.
//
//     checker::always<Counter>("in range", [](const Counter& model, const Counter::State& state) {
//         return state.value <= model.limit;
//     })
//     checker::leads_to<Counter>("what is asked is answered", asked, answered)
#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ordeal::checker {

enum class Kind {
    always,
    sometimes,
    eventually,
    eventually_always,
    leads_to,
    deadlock_free,
    always_step
};

constexpr std::string_view to_text(Kind kind) {
    switch (kind) {
        case Kind::always:
            return "always";
        case Kind::sometimes:
            return "sometimes";
        case Kind::eventually:
            return "eventually";
        case Kind::eventually_always:
            return "eventually-always";
        case Kind::leads_to:
            return "leads-to";
        case Kind::deadlock_free:
            return "deadlock-free";
        case Kind::always_step:
            return "always-step";
    }
    return "always";
}

/// Settled by one state, seen by itself.
constexpr bool is_of_states(Kind kind) {
    return kind == Kind::always || kind == Kind::sometimes;
}

/// Settled by one state and the steps that can be taken in it.
constexpr bool is_of_steps(Kind kind) {
    return kind == Kind::deadlock_free || kind == Kind::always_step;
}

/// Settled by a path that cannot go on or never ends: liveness.
constexpr bool is_of_paths(Kind kind) {
    return !is_of_states(kind) && !is_of_steps(kind);
}

/// Requires: the predicates are pure. They are called from several threads, each with a model of
/// its own.
template <typename M>
struct Property {
    Kind kind = Kind::always;
    std::string name;
    /// What the kind speaks of; of leads_to what follows; of deadlock_free whether a state is
    /// final.
    std::function<bool(const M&, const typename M::State&)> holds = {};
    /// leads_to: what asks for it.
    std::function<bool(const M&, const typename M::State&)> asks = {};
    /// always_step.
    std::function<bool(const M&, const typename M::State&, const typename M::Action&,
                       const typename M::State&)>
        holds_of_step = {};
    /// For partial order reduction: settled in a state (always: false, sometimes: true), it is
    /// settled in all that come after. So of the history's verdict, and of what is counted only.
    bool stable = false;
    /// For the same, if it is not stable: it looks at these participants' locals and nothing else.
    std::optional<std::vector<std::size_t>> participants = {};
    /// Why nobody knows whether it holds in a state of which `holds` says so because it may; empty:
    /// it is known. None: it always is.
    std::function<std::string(const M&, const typename M::State&)> why_unknown = {};
};

/// See Property::stable.
template <typename M>
Property<M> stable(Property<M> property) {
    property.stable = true;
    return property;
}

/// See Property::participants.
template <typename M>
Property<M> looks_at(std::vector<std::size_t> participants, Property<M> property) {
    property.participants = std::move(participants);
    return property;
}

template <typename M, typename Holds>
Property<M> always(std::string name, Holds holds) {
    return {Kind::always, std::move(name), std::move(holds)};
}

template <typename M, typename Holds>
Property<M> sometimes(std::string name, Holds holds) {
    return {Kind::sometimes, std::move(name), std::move(holds)};
}

template <typename M, typename Holds>
Property<M> eventually(std::string name, Holds holds) {
    return {Kind::eventually, std::move(name), std::move(holds)};
}

template <typename M, typename Holds>
Property<M> eventually_always(std::string name, Holds holds) {
    return {Kind::eventually_always, std::move(name), std::move(holds)};
}

/// `asks` and `holds` may hold in the same state: then nothing is owed.
template <typename M, typename Asks, typename Holds>
Property<M> leads_to(std::string name, Asks asks, Holds holds) {
    return {Kind::leads_to, std::move(name), std::move(holds), std::move(asks)};
}

/// `is_final(model, state)`: nothing needs to be possible there.
template <typename M, typename IsFinal>
Property<M> deadlock_free(std::string name, IsFinal is_final) {
    return {Kind::deadlock_free, std::move(name), std::move(is_final)};
}

/// No state is final.
template <typename M>
Property<M> deadlock_free(std::string name = "deadlock-free") {
    return deadlock_free<M>(std::move(name),
                            [](const M&, const typename M::State&) { return false; });
}

/// `holds(model, before, action, after)`.
template <typename M, typename Holds>
Property<M> always_step(std::string name, Holds holds) {
    return {Kind::always_step, std::move(name), {}, {}, std::move(holds)};
}

}  // namespace ordeal::checker
