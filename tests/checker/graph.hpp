// A model that is a graph: states are nodes, actions are edges. What a search should say of it is
// computed here by plain textbook code.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "checker/model/model.hpp"
#include "core/random.hpp"

namespace ordeal::tests {

struct Graph {
    using State = std::uint32_t;
    using Action = std::uint32_t;  // the target; from 1000 on: an action that is ignored

    std::vector<std::vector<std::uint32_t>> edges;
    std::vector<std::uint32_t> initial = {0};
    std::vector<bool> marked;  // what properties speak of
    std::vector<checker::Property<Graph>> claims;

    std::vector<State> initial_states() const { return initial; }
    void actions(State state, std::vector<Action>& out) const { out = edges[state]; }
    bool apply(State& state, Action target) const {
        if (target >= 1000) return false;
        state = target;
        return true;
    }
    std::vector<checker::Property<Graph>> properties() const { return claims; }

    static checker::Property<Graph> never_marked() {
        return checker::always<Graph>("never marked",
                                      [](const Graph& g, State s) { return !g.marked[s]; });
    }
    static checker::Property<Graph> at_some_time_marked() {
        return checker::eventually<Graph>(
            "at some time marked", [](const Graph& g, State s) { return bool(g.marked[s]); });
    }
    static checker::Property<Graph> sometimes_is(std::string name, State wanted) {
        return checker::sometimes<Graph>(std::move(name),
                                         [wanted](const Graph&, State s) { return s == wanted; });
    }
};

/// `nodes` nodes, each with up to `degree` edges; one in `ignored` is an action that is ignored.
inline Graph random_graph(core::Random& random, std::uint32_t nodes, std::uint32_t degree,
                          double marked) {
    Graph graph;
    graph.edges.resize(nodes);
    for (auto& edges : graph.edges) {
        const auto count = random.below(degree + 1);
        for (std::uint64_t i = 0; i < count; ++i)
            edges.push_back(random.chance(0.1) ? 1000
                                               : static_cast<std::uint32_t>(random.below(nodes)));
        graph.marked.push_back(random.chance(marked));
    }
    graph.claims = {Graph::never_marked(), Graph::at_some_time_marked()};
    return graph;
}

/// Distances from the initial states, 1 for themselves; none: out of reach.
inline std::vector<std::optional<std::uint32_t>> depths(const Graph& graph) {
    std::vector<std::optional<std::uint32_t>> depth(graph.edges.size());
    for (const auto node : graph.initial)
        depth[node] = 1;
    for (std::size_t round = 0; round < depth.size(); ++round)
        for (std::uint32_t node = 0; node < depth.size(); ++node)
            for (const auto target : graph.edges[node])
                if (target < 1000 && depth[node] &&
                    (!depth[target] || *depth[target] > *depth[node] + 1))
                    depth[target] = *depth[node] + 1;
    return depth;
}

/// Whether some path from an initial state is never marked and ends, or goes on for ever. By
/// elimination: an unmarked node is bad if it has no edges; and those that remain when nodes whose
/// every unmarked successor is gone have been taken away again and again lie before a cycle.
inline bool can_stay_unmarked(const Graph& graph) {
    const std::size_t nodes = graph.edges.size();
    std::vector<bool> bad(nodes);
    for (std::size_t node = 0; node < nodes; ++node)
        bad[node] = !graph.marked[node];
    const auto stays = [&](std::size_t node) {
        bool terminal = true;
        for (const auto target : graph.edges[node]) {
            if (target >= 1000) continue;
            terminal = false;
            if (bad[target]) return true;
        }
        return terminal;
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t node = 0; node < nodes; ++node)
            if (bad[node] && !stays(node)) {
                bad[node] = false;
                changed = true;
            }
    }
    for (const auto node : graph.initial)
        if (bad[node]) return true;
    return false;
}

}  // namespace ordeal::tests
