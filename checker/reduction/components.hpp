// Strongly connected components of a graph (Tarjan 1972), without recursion.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ordeal::checker {

struct Components {
    std::uint32_t count = 0;
    /// Of each node. An edge that leaves a component leads to one with a lower number.
    std::vector<std::uint32_t> of;
    std::vector<std::uint32_t> sinks_first;  // the nodes, by component
};

inline Components strong_components(const std::vector<std::vector<std::uint32_t>>& next) {
    constexpr std::uint32_t none = UINT32_MAX;
    struct Frame {
        std::uint32_t node;
        std::size_t edge;
    };
    Components out;
    out.of.assign(next.size(), none);
    std::vector<std::uint32_t> index(next.size(), none);
    std::vector<std::uint32_t> low(next.size(), none);
    std::vector<std::uint32_t> open;
    std::vector<Frame> frames;
    std::uint32_t counter = 0;
    const auto enter = [&](std::uint32_t node) {
        index[node] = low[node] = counter++;
        open.push_back(node);
        frames.push_back({node, 0});
    };
    const auto leave = [&](std::uint32_t node) {
        frames.pop_back();
        if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[node]);
        if (low[node] != index[node]) return;
        for (std::uint32_t member = none; member != node;) {
            member = open.back();
            open.pop_back();
            out.of[member] = out.count;
            out.sinks_first.push_back(member);
        }
        ++out.count;
    };
    for (std::uint32_t root = 0; root < next.size(); ++root) {
        if (index[root] != none) continue;
        enter(root);
        while (!frames.empty()) {
            Frame& top = frames.back();
            if (top.edge == next[top.node].size()) {
                leave(top.node);
                continue;
            }
            const std::uint32_t to = next[top.node][top.edge++];
            if (index[to] == none)
                enter(to);
            else if (out.of[to] == none)
                low[top.node] = std::min(low[top.node], index[to]);
        }
    }
    return out;
}

}  // namespace ordeal::checker
