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

std::vector<Node> joined(std::vector<Node> first, const std::vector<Node>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// Shapes around chosen nodes: these, and the others in random order.
Grudge one_around(const std::vector<Node>& chosen, const std::vector<Node>& others) {
    Grudge grudge;
    for (const Node& node : chosen)
        for (const Node& other : joined(chosen, others))
            if (other != node) {
                grudge[node].insert(other);
                grudge[other].insert(node);
            }
    return grudge;
}

Grudge majority_around(const std::vector<Node>& chosen, const std::vector<Node>& others) {
    const auto all = joined(others, chosen);
    return split_at(all, all.size() / 2 + 1);
}

Grudge halves_around(const std::vector<Node>& chosen, const std::vector<Node>& others) {
    const auto all = joined(chosen, others);
    return split_at(all, all.size() / 2);
}

Grudge bridge_around(const std::vector<Node>&, const std::vector<Node>& others) {
    return split_at(others, others.size() / 2);
}

Grudge one_way_around(const std::vector<Node>& chosen, const std::vector<Node>& others) {
    const auto all = joined(chosen, others);
    const std::size_t half = all.size() / 2;
    Grudge grudge;
    deafen(grudge, Side(all).first(half), Side(all).subspan(half));
    return grudge;
}

struct Shape {
    std::string_view name;
    std::string_view description;
    std::size_t least;
    Grudge (*make)(const std::vector<Node>&, core::Random&);
    Grudge (*around)(const std::vector<Node>& chosen, const std::vector<Node>& others);  // or null
    std::size_t (*room)(std::size_t nodes);  // for how many chosen ones
};

std::size_t any_number(std::size_t nodes) {
    return nodes;
}
std::size_t minority(std::size_t nodes) {
    return (nodes - 1) / 2;
}
std::size_t half(std::size_t nodes) {
    return nodes / 2;
}
std::size_t single(std::size_t) {
    return 1;
}

constexpr std::array<Shape, 7> shapes{{
    {"halves", "the first half of the nodes against the rest", 2, halves, nullptr, nullptr},
    {"random-halves", "a random half of the nodes against the rest", 2, random_halves,
     halves_around, half},
    {"one", "one random node against the rest", 2, one, one_around, any_number},
    {"majority", "a random smallest majority against the rest", 3, majority, majority_around,
     minority},
    {"majorities-ring", "each node hears a majority, no two the same one", 3, majorities_ring,
     nullptr, nullptr},
    {"bridge", "two halves that only one node, which hears both, connects", 3, bridge,
     bridge_around, single},
    {"one-way", "a random half does not hear the other, which hears everybody", 2, one_way,
     one_way_around, half},
}};

}  // namespace

std::vector<Described> shape_names() {
    std::vector<Described> names;
    for (const Shape& shape : shapes)
        names.push_back({shape.name, shape.description});
    return names;
}

namespace {

core::Result<const Shape*> find_shape(std::string_view name, const std::vector<Node>& nodes) {
    const auto* const shape = std::ranges::find(shapes, name, &Shape::name);
    if (shape == shapes.end())
        return core::fail("unknown shape \"{}\"{}", name,
                          core::suggestion(name, names_of(shape_names())));
    if (nodes.size() < shape->least)
        return core::fail("shape \"{}\" needs at least {}, and there {} {}", name,
                          core::plural(shape->least, "node"), nodes.size() == 1 ? "is" : "are",
                          nodes.size());
    return shape;
}

}  // namespace

core::Result<Grudge> make_grudge(std::string_view name, const std::vector<Node>& nodes,
                                 core::Random& random) {
    const auto shape = find_shape(name, nodes);
    if (!shape) return tl::unexpected(shape.error());
    return (*shape)->make(nodes, random);
}

core::Result<Grudge> make_grudge_around(std::string_view name, const std::vector<Node>& chosen,
                                        const std::vector<Node>& nodes, core::Random& random) {
    const auto shape = find_shape(name, nodes);
    if (!shape) return tl::unexpected(shape.error());
    if ((*shape)->around == nullptr)
        return core::fail("shape \"{}\" has no place for chosen nodes; \"one\" has", name);
    const std::size_t room = (*shape)->room(nodes.size());
    if (chosen.size() > room)
        return core::fail("shape \"{}\" has a place for {} of {}, not for {}", name,
                          core::plural(room, "chosen node"), nodes.size(), chosen.size());
    std::vector<Node> others;
    for (const Node& node : nodes)
        if (std::ranges::find(chosen, node) == chosen.end()) others.push_back(node);
    return (*shape)->around(chosen, shuffled(others, random));
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
