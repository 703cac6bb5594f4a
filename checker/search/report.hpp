// What a search found out. A path was replayed in the model before it is put in here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/model/model.hpp"
#include "core/verdict.hpp"

namespace ordeal::checker {

template <typename M>
struct Step {
    typename M::Action action;
    typename M::State state;  // after the action
};

/// From an initial state to the one that settles a property.
template <typename M>
struct Path {
    typename M::State initial;
    std::vector<Step<M>> steps;
    /// A path that never ends: its last state is the one at this place (0: the initial state), and
    /// what lies between is repeated.
    std::optional<std::size_t> loop;

    const typename M::State& state(std::size_t place) const {
        return place == 0 ? initial : steps[place - 1].state;
    }
    const typename M::State& last() const { return state(steps.size()); }
};

/// `path` is an example of what happens sometimes; of always and eventually a counterexample.
template <typename M>
struct PropertyReport {
    Kind kind = Kind::always;
    std::string name;
    std::optional<Path<M>> path;
};

/// What reductions did.
struct Reductions {
    std::uint64_t merged = 0;  // steps to a state that another one of its orbit stands for
};

/// What is counted, whatever the model.
struct Numbers {
    /// invalid: a counterexample of an always or eventually, or all states seen and a sometimes
    /// without example. valid: all is decided, for all states. unknown: it stopped before.
    core::Verdict verdict = core::Verdict::unknown;
    std::uint64_t generated = 0;  // initial states and every step that was taken
    std::uint64_t unique = 0;     // states
    std::uint32_t max_depth = 0;  // of the deepest state, initial states have 1
    double seconds = 0;
    bool exhausted = false;  // all states were seen
    std::string stopped;     // why it stopped before that, unless all was settled; else empty

    std::size_t visited_bytes = 0;   // states or fingerprints, their table and links
    std::size_t frontier_bytes = 0;  // at most at once, as far as it is not in the above
    /// That any two of the states had the same fingerprint (and one was missed); 0 when exact.
    double collision_probability = 0;
    Reductions reductions;
};

template <typename M>
struct Report : Numbers {
    std::vector<PropertyReport<M>> properties;

    const PropertyReport<M>* find(std::string_view name) const {
        for (const auto& property : properties)
            if (property.name == name) return &property;
        return nullptr;
    }
};

/// The verdict that follows from what was found, `exhausted` being whether all states were seen.
template <typename M>
core::Verdict verdict_of(const std::vector<PropertyReport<M>>& properties, bool exhausted) {
    bool lacking = false;
    bool open = false;
    for (const auto& property : properties) {
        if (property.kind != Kind::sometimes && property.path) return core::Verdict::invalid;
        if (property.kind == Kind::sometimes && !property.path) lacking = true;
        if (property.kind != Kind::sometimes) open = true;
    }
    if (lacking && exhausted) return core::Verdict::invalid;
    if (exhausted || (!lacking && !open && !properties.empty())) return core::Verdict::valid;
    return core::Verdict::unknown;
}

}  // namespace ordeal::checker
