// Every state of a model, found the slow and plain way: whole states in an ordered map, level by
// level, all edges kept. Nothing is hashed, packed, interned or remembered, and nothing is shared
// with the searches that it is there to judge.
#pragma once

#include <compare>
#include <cstddef>
#include <cstring>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

namespace ordeal::enumerator {

struct Counts {
    std::size_t generated = 0;  // initial states and every step within the boundary
    std::size_t unique = 0;
    std::size_t depth = 0;  // of the farthest state; that of an initial state is 1

    friend bool operator==(const Counts&, const Counts&) = default;
};

inline std::string to_text(const Counts& counts) {
    return std::to_string(counts.generated) + "/" + std::to_string(counts.unique) + "/" +
           std::to_string(counts.depth);
}

/// By the state's own order, or by its bytes if it has none and they determine it.
struct WholeState {
    template <typename State>
    bool operator()(const State& a, const State& b) const {
        if constexpr (std::three_way_comparable<State>) {
            return (a <=> b) < 0;
        } else {
            static_assert(std::has_unique_object_representations_v<State>,
                          "to be enumerated a state needs <=>, or no padding");
            return std::memcmp(&a, &b, sizeof a) < 0;
        }
    }
};

template <typename State>
struct Graph {
    std::map<State, std::size_t, WholeState> numbers;
    std::vector<const State*> states;            // in the order found: by distance
    std::vector<std::size_t> depths;             // of each state
    std::vector<std::vector<std::size_t>> next;  // of each state, repeats included
    std::vector<bool> ends;                      // whether it has no step, over the boundary either
    std::size_t initial = 0;                     // the first so many states
    std::size_t generated = 0;

    Counts counts() const { return {generated, states.size(), depths.empty() ? 0 : depths.back()}; }
    std::size_t number(const State& state, std::size_t depth) {
        ++generated;
        const auto [place, added] = numbers.emplace(state, states.size());
        if (added) {
            states.push_back(&place->first);
            depths.push_back(depth);
            next.emplace_back();
            ends.push_back(true);
        }
        return place->second;
    }
};

template <typename M>
bool inside(const M& model, const typename M::State& state) {
    if constexpr (requires { model.within_boundary(state); })
        return model.within_boundary(state);
    else
        return true;
}

/// Requires: the model has finitely many states.
template <typename M>
Graph<typename M::State> enumerate(const M& model) {
    Graph<typename M::State> graph;
    for (const auto& state : model.initial_states())
        if (inside(model, state)) graph.number(state, 1);
    graph.initial = graph.states.size();
    for (std::size_t at = 0; at < graph.states.size(); ++at) {
        const auto& state = *graph.states[at];
        std::vector<typename M::Action> actions;
        model.actions(state, actions);
        for (const auto& action : actions) {
            auto successor = state;
            if (!model.apply(successor, action)) continue;
            graph.ends[at] = false;
            if (!inside(model, successor)) continue;
            const std::size_t to = graph.number(successor, graph.depths[at] + 1);
            graph.next[at].push_back(to);
        }
    }
    return graph;
}

/// The depth of the nearest state for which `holds`, 0 if there is none.
template <typename State, typename Holds>
std::size_t nearest(const Graph<State>& graph, const Holds& holds) {
    for (std::size_t at = 0; at < graph.states.size(); ++at)
        if (holds(*graph.states[at])) return graph.depths[at];
    return 0;
}

namespace detail {

/// Numbers of the states that can be reached without `holds` ever being true.
template <typename State, typename Holds>
std::vector<bool> reached_without(const Graph<State>& graph, const Holds& holds) {
    std::vector<bool> reached(graph.states.size());
    std::vector<std::size_t> open;
    const auto reach = [&](std::size_t at) {
        if (reached[at] || holds(*graph.states[at])) return;
        reached[at] = true;
        open.push_back(at);
    };
    for (std::size_t at = 0; at < graph.initial; ++at)
        reach(at);
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        for (const std::size_t to : graph.next[at])
            reach(to);
    }
    return reached;
}

}  // namespace detail

/// Whether every path that cannot go on, and every one that never ends, passes through a state for
/// which `holds`. Of the states reached without it those that have no step at all are refutations;
/// the others are peeled off backwards (Kahn 1962): what is left lies on or before a cycle.
template <typename State, typename Holds>
bool always_eventually_reached(const Graph<State>& graph, const Holds& holds) {
    const std::vector<bool> reached = detail::reached_without(graph, holds);
    std::vector<std::size_t> exits(graph.states.size());
    std::vector<std::vector<std::size_t>> before(graph.states.size());
    std::vector<std::size_t> peeled;
    std::size_t left = 0;
    for (std::size_t at = 0; at < graph.states.size(); ++at) {
        if (!reached[at]) continue;
        if (graph.ends[at]) return false;
        ++left;
        for (const std::size_t to : graph.next[at])
            if (reached[to]) ++exits[at], before[to].push_back(at);
        if (exits[at] == 0) peeled.push_back(at);
    }
    while (!peeled.empty()) {
        const std::size_t at = peeled.back();
        peeled.pop_back();
        --left;
        for (const std::size_t from : before[at])
            if (--exits[from] == 0) peeled.push_back(from);
    }
    return left == 0;
}

}  // namespace ordeal::enumerator
