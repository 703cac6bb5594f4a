#include "clients/maelstrom/topology.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/check.hpp"

namespace ordeal::clients::maelstrom {

namespace {

using core::Value;

/// Whether a and b are neighbours. Requires: a < b < nodes.
using Edge = bool (*)(std::size_t a, std::size_t b, std::size_t nodes);

std::size_t side_of_square(std::size_t nodes) {
    std::size_t side = 1;
    while (side * side < nodes)
        ++side;
    return side;
}

bool in_grid(std::size_t a, std::size_t b, std::size_t nodes) {
    const std::size_t side = side_of_square(nodes);
    return b == a + side || (b == a + 1 && b % side != 0);
}

bool in_line(std::size_t a, std::size_t b, std::size_t) {
    return b == a + 1;
}

template <std::size_t children>
bool in_tree(std::size_t a, std::size_t b, std::size_t) {
    return (b - 1) / children == a;
}

bool in_total(std::size_t, std::size_t, std::size_t) {
    return true;
}

constexpr std::array topologies = {
    std::pair<std::string_view, Edge>{"grid", in_grid},
    std::pair<std::string_view, Edge>{"line", in_line},
    std::pair<std::string_view, Edge>{"tree", in_tree<2>},
    std::pair<std::string_view, Edge>{"tree2", in_tree<2>},
    std::pair<std::string_view, Edge>{"tree3", in_tree<3>},
    std::pair<std::string_view, Edge>{"tree4", in_tree<4>},
    std::pair<std::string_view, Edge>{"total", in_total},
};

Edge edge_of(std::string_view topology) {
    for (const auto& [name, edge] : topologies)
        if (name == topology) return edge;
    CHECK(false, "there is no topology {}", topology);
}

}  // namespace

std::vector<std::string_view> topology_names() {
    std::vector<std::string_view> names;
    for (const auto& [name, edge] : topologies)
        names.push_back(name);
    return names;
}

Neighbours neighbours(std::string_view topology, const std::vector<std::string>& nodes) {
    const Edge edge = edge_of(topology);
    Neighbours result;
    for (std::size_t a = 0; a < nodes.size(); ++a) {
        std::vector<std::string>& list = result[nodes[a]];
        for (std::size_t b = 0; b < nodes.size(); ++b)
            if (a != b && edge(std::min(a, b), std::max(a, b), nodes.size()))
                list.push_back(nodes[b]);
    }
    return result;
}

Value topology_body(const Neighbours& neighbours, std::int64_t msg_id) {
    Value::Object map;
    for (const auto& [node, list] : neighbours)
        map.emplace_back(node, Value(Value::List(list.begin(), list.end())));
    return Value::object(
        {{"type", "topology"}, {"msg_id", msg_id}, {"topology", Value(std::move(map))}});
}

}  // namespace ordeal::clients::maelstrom
