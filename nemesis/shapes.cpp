#include "nemesis/shapes.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/text/nearest.hpp"
#include "core/text/words.hpp"

namespace ordeal::nemesis {

namespace {

using Side = std::span<const Node>;

void deafen(Grudge& grudge, Side deaf, Side silenced) {
    if (silenced.empty()) return;
    for (const Node& node : deaf)
        grudge[node].insert(silenced.begin(), silenced.end());
}

/// Neither side hears the other.
Grudge apart(Side a, Side b) {
    Grudge grudge;
    deafen(grudge, a, b);
    deafen(grudge, b, a);
    return grudge;
}

Grudge split_at(Side nodes, std::size_t size) {
    return apart(nodes.first(size), nodes.subspan(size));
}

std::vector<Node> shuffled(std::vector<Node> nodes, core::Random& random) {
    random.shuffle(nodes);
    return nodes;
}

Grudge halves(const std::vector<Node>& nodes, core::Random&) {
    return split_at(nodes, nodes.size() / 2);
}

Grudge random_halves(const std::vector<Node>& nodes, core::Random& random) {
    return split_at(shuffled(nodes, random), nodes.size() / 2);
}

Grudge one(const std::vector<Node>& nodes, core::Random& random) {
    return split_at(shuffled(nodes, random), 1);
}

Grudge majority(const std::vector<Node>& nodes, core::Random& random) {
    return split_at(shuffled(nodes, random), nodes.size() / 2 + 1);
}

Grudge bridge(const std::vector<Node>& nodes, core::Random& random) {
    const std::vector<Node> all = shuffled(nodes, random);
    return split_at(Side(all).subspan(1), (all.size() - 1) / 2);
}

Grudge one_way(const std::vector<Node>& nodes, core::Random& random) {
    const std::vector<Node> all = shuffled(nodes, random);
    const bool smaller_is_deaf = random.chance(0.5);
    const Side small = Side(all).first(all.size() / 2);
    const Side large = Side(all).subspan(all.size() / 2);
    Grudge grudge;
    deafen(grudge, smaller_is_deaf ? small : large, smaller_is_deaf ? large : small);
    return grudge;
}

void link(Grudge& hears, const Node& a, const Node& b) {
    hears[a].insert(b);
    hears[b].insert(a);
}

/// Each node of the ring hears its `reach` neighbours on both sides.
Grudge ring(const std::vector<Node>& nodes, std::size_t reach) {
    Grudge hears;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        hears[nodes[i]].insert(nodes[i]);
        for (std::size_t step = 1; step <= reach; ++step)
            link(hears, nodes[i], nodes[(i + step) % nodes.size()]);
    }
    return hears;
}

/// Joins each node with the one across the ring; of an odd number of nodes, one gets two.
void link_across(Grudge& hears, const std::vector<Node>& nodes) {
    const std::size_t half = nodes.size() / 2;
    for (std::size_t i = 0; i < half; ++i)
        link(hears, nodes[i], nodes[i + half]);
    if (nodes.size() % 2 == 1) link(hears, nodes.back(), nodes[half - 1]);
}

Grudge all_but(const Grudge& hears, const std::vector<Node>& nodes) {
    Grudge grudge;
    for (const auto& [node, heard] : hears)
        for (const Node& other : nodes)
            if (!heard.contains(other)) grudge[node].insert(other);
    return grudge;
}

/// A node with its (m - 1) / 2 neighbours on each side is a majority m, when m is odd; when it is
/// even, the neighbours fall one short and the node across the ring makes it up.
Grudge majorities_ring(const std::vector<Node>& nodes, core::Random& random) {
    const std::vector<Node> order = shuffled(nodes, random);
    const std::size_t needed = nodes.size() / 2 + 1;
    Grudge hears = ring(order, (needed - 1) / 2);
    if (needed % 2 == 0) link_across(hears, order);
    return all_but(hears, nodes);
}

struct Shape {
    std::string_view name;
    std::string_view description;
    std::size_t least;
    Grudge (*make)(const std::vector<Node>&, core::Random&);
};

constexpr std::array<Shape, 7> shapes{{
    {"halves", "the first half of the nodes against the rest", 2, halves},
    {"random-halves", "a random half of the nodes against the rest", 2, random_halves},
    {"one", "one random node against the rest", 2, one},
    {"majority", "a random smallest majority against the rest", 3, majority},
    {"majorities-ring", "each node hears a majority, no two the same one", 3, majorities_ring},
    {"bridge", "two halves that only one node, which hears both, connects", 3, bridge},
    {"one-way", "a random half does not hear the other, which hears everybody", 2, one_way},
}};

}  // namespace

std::vector<Described> shape_names() {
    std::vector<Described> names;
    for (const Shape& shape : shapes)
        names.push_back({shape.name, shape.description});
    return names;
}

core::Result<Grudge> make_grudge(std::string_view name, const std::vector<Node>& nodes,
                                 core::Random& random) {
    const auto shape = std::find_if(shapes.begin(), shapes.end(),
                                    [&](const Shape& candidate) { return candidate.name == name; });
    if (shape == shapes.end())
        return core::fail("unknown shape \"{}\"{}", name,
                          core::suggestion(name, names_of(shape_names())));
    if (nodes.size() < shape->least)
        return core::fail("shape \"{}\" needs at least {}, and there {} {}", name,
                          core::plural(shape->least, "node"), nodes.size() == 1 ? "is" : "are",
                          nodes.size());
    return shape->make(nodes, random);
}

core::Result<Grudge> check_grudge(const Grudge& grudge, const std::vector<Node>& nodes) {
    Grudge kept;
    for (const auto& [node, refused] : grudge) {
        std::vector<Node> named(refused.begin(), refused.end());
        named.push_back(node);
        for (const Node& name : named)
            if (!std::ranges::count(nodes, name))
                return core::fail("unknown node \"{}\"{}", name, core::suggestion(name, nodes));
        if (refused.contains(node)) return core::fail("\"{}\" cannot refuse itself", node);
        if (!refused.empty()) kept.emplace(node, refused);
    }
    if (kept.empty()) return core::fail("nobody refuses anybody: name at least one node to refuse");
    return kept;
}

}  // namespace ordeal::nemesis
