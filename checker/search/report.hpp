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
    /// Of the initial state among the initial states, then of each action among those of the state
    /// before. Empty: a reduction gave them another order.
    std::vector<std::uint32_t> places = {};

    const typename M::State& state(std::size_t place) const {
        return place == 0 ? initial : steps[place - 1].state;
    }
    const typename M::State& last() const { return state(steps.size()); }
};

/// `path` is an example of what happens sometimes; of every other kind a counterexample.
template <typename M>
struct PropertyReport {
    Kind kind = Kind::always;
    std::string name;
    std::optional<Path<M>> path;
    /// valid and invalid are certain; unknown: neither was found before the search stopped.
    core::Verdict verdict = core::Verdict::unknown;
};

/// What reductions did.
struct Reductions {
    std::uint64_t merged = 0;   // steps to a state that another one of its orbit stands for
    std::uint64_t reduced = 0;  // partial order: states in which not all steps were taken
    std::uint64_t saved = 0;    // partial order: steps that were not
    std::uint64_t rounds = 0;   // partial order: searches until nothing was learned
};

/// What follows from a path or, where there is none, from having looked everywhere.
constexpr core::Verdict verdict_of(Kind kind, bool path, bool looked_everywhere) {
    if (!path && !looked_everywhere) return core::Verdict::unknown;
    return path == (kind == Kind::sometimes) ? core::Verdict::valid : core::Verdict::invalid;
}

/// What is counted, whatever the model.
struct Numbers {
    /// invalid: a property is. valid: all properties are (without any: all states were seen).
    /// unknown: it stopped before.
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
    std::uint64_t disk_bytes = 0;   // at most at once, of a search on disk
    std::uint64_t checkpoints = 0;  // written
    std::string checkpoint_error;   // why the last one was not; else empty
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

/// The verdict on all properties together.
template <typename M>
core::Verdict verdict_of(const std::vector<PropertyReport<M>>& properties, bool exhausted) {
    bool open = properties.empty() && !exhausted;
    for (const auto& property : properties) {
        if (property.verdict == core::Verdict::invalid) return core::Verdict::invalid;
        open = open || property.verdict == core::Verdict::unknown;
    }
    return open ? core::Verdict::unknown : core::Verdict::valid;
}

}  // namespace ordeal::checker
