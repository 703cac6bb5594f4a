// The states of a model as numbers, and all steps between them: what liveness is decided on once a
// model has been explored. And the search of such a graph for a path that refutes a property: one
// that ends, or a stem and a loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checker/search/limits.hpp"

namespace ordeal::checker {

/// States are numbered breadth first: those of one depth before those of the next, initial states
/// first. Four bytes for each step (eight with fairness) and twelve for each state.
struct StepGraph {
    static constexpr std::uint32_t none = UINT32_MAX;

    std::vector<std::uint64_t> first_step = {0};  // of each state; then the number of all steps
    std::vector<std::uint32_t> targets;           // of each step; none: over the boundary
    std::vector<std::uint32_t> classes;           // of each step, of fairness; none: has none
    std::vector<std::uint32_t> parents;           // of each state; none: initial
    bool fair = false;                            // whether `classes` is there, and counts

    /// States whose steps are known come first; the search stopped before the others, or had no
    /// use for their steps, and then first_step says that they have none.
    std::vector<bool> expanded;

    std::size_t size() const { return parents.size(); }
    std::size_t bytes() const {
        return (first_step.size() * 8) + (targets.size() + classes.size() + parents.size()) * 4;
    }
};

/// The states of a refutation: it comes through any states to one of `entries`, stays in `inside`
/// from there on, and is over in, or passes again and again, a state that is in `lacking`.
struct Region {
    std::vector<bool> inside;
    std::vector<bool> entries;  // each is inside
    std::vector<bool> lacking;
};

/// A path in the graph: from the initial state `initial`, each time the step of that place among
/// the steps of the state. `loop` as in Path.
struct Walk {
    std::uint32_t initial = 0;
    std::vector<std::uint32_t> steps;
    std::optional<std::size_t> loop;
};

/// A refutation that ends, the shortest one; if there is none, one that never ends. With fairness
/// only fair ones count: see Fairness::weak. None also when a limit was hit.
///
/// Paths that never end: in a finite graph the states that such a path passes again and again are
/// within one strongly connected component (Tarjan 1972) of the region that can be reached. What it
/// must do there (see a lacking state; for each class, see a state that does not enable it, or take
/// a step of it) can be done by some path in a component exactly if the whole component offers it,
/// for each of these things by itself, since one closed walk can visit all of a component
/// (Lichtenstein & Pnueli 1985).
std::optional<Walk> find_refutation(const StepGraph& graph, const Region& region, Limits& limits);

}  // namespace ordeal::checker
