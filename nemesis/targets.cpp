#include "nemesis/targets.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/text/nearest.hpp"
#include "core/text/words.hpp"

namespace ordeal::nemesis {

namespace {

struct TargetKind {
    std::string_view name;
    std::string_view description;
    std::size_t least;
    std::size_t (*size)(std::size_t nodes);
};

constexpr std::array<TargetKind, 5> kinds{{
    {"one", "one random node", 1, [](std::size_t) -> std::size_t { return 1; }},
    {"next", "one node, each in its turn", 1, [](std::size_t) -> std::size_t { return 1; }},
    {"minority", "random nodes, as many as leave a majority", 3,
     [](std::size_t nodes) { return (nodes - 1) / 2; }},
    {"majority", "random nodes, just more than half", 1,
     [](std::size_t nodes) { return nodes / 2 + 1; }},
    {"all", "every node", 1, [](std::size_t nodes) { return nodes; }},
}};

std::vector<Node> draw(std::size_t size, const std::vector<Node>& nodes, core::Random& random) {
    std::vector<Node> order = nodes;
    random.shuffle(order);
    const std::set<Node> chosen(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size));
    std::vector<Node> result;
    for (const Node& node : nodes)
        if (chosen.contains(node)) result.push_back(node);
    return result;
}

}  // namespace

std::vector<Described> target_names() {
    std::vector<Described> names;
    for (const TargetKind& kind : kinds)
        names.push_back({kind.name, kind.description});
    return names;
}

core::Result<std::vector<Node>> choose_nodes(std::string_view target,
                                             const std::vector<Node>& nodes, core::Random& random) {
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const TargetKind& kind) { return kind.name == target; });
    if (found == kinds.end())
        return core::fail("unknown target \"{}\"{}", target,
                          core::suggestion(target, names_of(target_names())));
    if (nodes.size() < found->least)
        return core::fail("target \"{}\" needs at least {}, and there {} {}", target,
                          core::plural(found->least, "node"), nodes.size() == 1 ? "is" : "are",
                          nodes.size());
    return draw(found->size(nodes.size()), nodes, random);
}

core::Result<std::vector<Node>> check_nodes(const std::vector<Node>& named,
                                            const std::vector<Node>& nodes) {
    std::set<Node> seen;
    for (const Node& node : named) {
        if (!std::ranges::count(nodes, node))
            return core::fail("unknown node \"{}\"{}", node, core::suggestion(node, nodes));
        if (!seen.insert(node).second) return core::fail("node \"{}\" is named twice", node);
    }
    return named;
}

core::Result<std::vector<std::size_t>> places_of(const std::vector<Node>& named,
                                                 const std::vector<Node>& nodes) {
    std::vector<std::size_t> places;
    for (const Node& name : named) {
        const auto at = std::ranges::find(nodes, name);
        if (at == nodes.end())
            return core::fail("no node is called \"{}\"{}", name, core::suggestion(name, nodes));
        const auto place = static_cast<std::size_t>(at - nodes.begin());
        if (std::ranges::find(places, place) == places.end()) places.push_back(place);
    }
    return places;
}

}  // namespace ordeal::nemesis
