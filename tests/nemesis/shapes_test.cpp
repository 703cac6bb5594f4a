// Properties of the partition shapes over all numbers of nodes from 1 to 9 (the ring: up to 25)
// and many seeds, computed from "who hears whom" rather than from how a shape is made.
#include "nemesis/shapes.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t seeds = 50;

std::vector<Node> make_nodes(std::size_t count) {
    std::vector<Node> nodes;
    for (std::size_t i = 1; i <= count; ++i)
        nodes.push_back("n" + std::to_string(i));
    return nodes;
}

bool hears(const Grudge& grudge, const Node& node, const Node& other) {
    const auto found = grudge.find(node);
    return found == grudge.end() || !found->second.contains(other);
}

/// Whom a node hears, itself included.
std::set<Node> heard_by(const Grudge& grudge, const Node& node, const std::vector<Node>& nodes) {
    std::set<Node> heard;
    for (const Node& other : nodes)
        if (hears(grudge, node, other)) heard.insert(other);
    return heard;
}

std::map<Node, std::set<Node>> all_heard(const Grudge& grudge, const std::vector<Node>& nodes) {
    std::map<Node, std::set<Node>> heard;
    for (const Node& node : nodes)
        heard[node] = heard_by(grudge, node, nodes);
    return heard;
}

/// The sizes of the sets heard, smallest first.
std::vector<std::size_t> sizes(const Grudge& grudge, const std::vector<Node>& nodes) {
    std::vector<std::size_t> result;
    for (const Node& node : nodes)
        result.push_back(heard_by(grudge, node, nodes).size());
    std::ranges::sort(result);
    return result;
}

bool two_way(const Grudge& grudge) {
    for (const auto& [node, refused] : grudge)
        for (const Node& other : refused)
            if (hears(grudge, other, node)) return false;
    return true;
}

/// Every link is two-way, and two nodes that hear each other hear the same nodes.
bool falls_into_components(const Grudge& grudge, const std::vector<Node>& nodes) {
    const auto heard = all_heard(grudge, nodes);
    for (const Node& a : nodes)
        for (const Node& b : nodes)
            if (hears(grudge, a, b) && heard.at(a) != heard.at(b)) return false;
    return two_way(grudge);
}

std::vector<std::size_t> repeated(std::size_t a, std::size_t times_a, std::size_t b,
                                  std::size_t times_b) {
    std::vector<std::size_t> result(times_a, a);
    result.insert(result.end(), times_b, b);
    return result;
}

/// Calls with every grudge of the shape, for n from `from` to `to` nodes and many seeds.
using Visit = std::function<void(const Grudge&, const std::vector<Node>&)>;
void each_grudge(std::string_view shape, std::size_t from, std::size_t to, const Visit& visit) {
    for (std::size_t n = from; n <= to; ++n) {
        const std::vector<Node> nodes = make_nodes(n);
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            SCOPED_TRACE(std::string(shape) + " of " + std::to_string(n) + ", seed " +
                         std::to_string(seed));
            core::Random random(seed);
            const auto grudge = make_grudge(shape, nodes, random);
            ASSERT_TRUE(grudge.has_value()) << grudge.error().message;
            visit(*grudge, nodes);
        }
    }
}

std::size_t least_nodes(std::string_view shape) {
    return shape == "majority" || shape == "majorities-ring" || shape == "bridge" ? 3 : 2;
}

TEST(Shapes, EveryShapeIsSoundAndRefusesSomebody) {
    for (const auto& [shape, description] : shape_names()) {
        EXPECT_FALSE(description.empty());
        each_grudge(shape, least_nodes(shape), 9,
                    [](const Grudge& grudge, const std::vector<Node>& nodes) {
                        EXPECT_FALSE(grudge.empty());
                        EXPECT_EQ(*check_grudge(grudge, nodes), grudge);
                    });
    }
}

TEST(Shapes, TooFewNodesIsAnErrorThatSaysTheLeastNumber) {
    for (const auto& [shape, description] : shape_names()) {
        for (std::size_t n = 0; n < least_nodes(shape); ++n) {
            core::Random random(1);
            const auto grudge = make_grudge(shape, make_nodes(n), random);
            ASSERT_FALSE(grudge.has_value()) << shape << " of " << n;
            EXPECT_THAT(grudge.error().message,
                        HasSubstr("at least " + std::to_string(least_nodes(shape)) + " nodes"));
        }
    }
}

TEST(Shapes, AnUnknownShapeOffersTheNearest) {
    core::Random random(1);
    const auto grudge = make_grudge("halfs", make_nodes(3), random);
    ASSERT_FALSE(grudge.has_value());
    EXPECT_THAT(grudge.error().message, HasSubstr("halves"));
}

TEST(Shapes, TheSameSeedGivesTheSameGrudge) {
    for (const auto& [shape, description] : shape_names()) {
        core::Random one(7), again(7);
        EXPECT_EQ(*make_grudge(shape, make_nodes(7), one),
                  *make_grudge(shape, make_nodes(7), again));
    }
}

TEST(Shapes, RandomShapesReachEveryNode) {
    for (const auto& [shape, description] : shape_names()) {
        if (shape == "halves") continue;
        std::set<Grudge> seen;
        each_grudge(shape, 5, 5,
                    [&](const Grudge& grudge, const std::vector<Node>&) { seen.insert(grudge); });
        EXPECT_GE(seen.size(), 5u) << shape;
    }
}

TEST(Shapes, HalvesAreTheFirstAndTheLastNodes) {
    core::Random random(3);
    const Grudge expected = {{"n1", {"n3", "n4", "n5"}},
                             {"n2", {"n3", "n4", "n5"}},
                             {"n3", {"n1", "n2"}},
                             {"n4", {"n1", "n2"}},
                             {"n5", {"n1", "n2"}}};
    EXPECT_EQ(*make_grudge("halves", make_nodes(5), random), expected);
}

TEST(Shapes, HalvesFallApart) {
    for (const std::string_view shape : {"halves", "random-halves"})
        each_grudge(shape, 2, 9, [](const Grudge& grudge, const std::vector<Node>& nodes) {
            const std::size_t small = nodes.size() / 2;
            const std::size_t large = nodes.size() - small;
            EXPECT_TRUE(falls_into_components(grudge, nodes));
            EXPECT_EQ(sizes(grudge, nodes), repeated(small, small, large, large));
        });
}

TEST(Shapes, OneIsAloneAndTheOthersAreTogether) {
    each_grudge("one", 2, 9, [](const Grudge& grudge, const std::vector<Node>& nodes) {
        const std::size_t rest = nodes.size() - 1;
        EXPECT_TRUE(falls_into_components(grudge, nodes));
        EXPECT_EQ(sizes(grudge, nodes), repeated(1, 1, rest, rest));
    });
}

TEST(Shapes, MajorityKeepsTheSmallestQuorumTogether) {
    each_grudge("majority", 3, 9, [](const Grudge& grudge, const std::vector<Node>& nodes) {
        const std::size_t most = nodes.size() / 2 + 1;
        const std::size_t rest = nodes.size() - most;
        EXPECT_TRUE(falls_into_components(grudge, nodes));
        EXPECT_EQ(sizes(grudge, nodes), repeated(rest, rest, most, most));
        EXPECT_GT(2 * most, nodes.size());
        EXPECT_LE(2 * (most - 1), nodes.size());
    });
}

TEST(Shapes, InTheRingEveryNodeTalksToAMajorityOfItsOwn) {
    each_grudge("majorities-ring", 3, 25, [](const Grudge& grudge, const std::vector<Node>& nodes) {
        std::set<std::set<Node>> different;
        std::size_t above_majority = 0;
        for (const auto& [node, heard] : all_heard(grudge, nodes)) {
            EXPECT_TRUE(heard.contains(node));
            EXPECT_GT(2 * heard.size(), nodes.size());
            different.insert(heard);
            above_majority += heard.size() - (nodes.size() / 2 + 1);
        }
        EXPECT_TRUE(two_way(grudge));
        EXPECT_EQ(different.size(), nodes.size());
        EXPECT_LE(above_majority, 1u);  // an odd number of odd degrees is impossible: one is spare
    });
}

TEST(Shapes, TheRingOfFiveIsThatOfJepsen) {
    core::Random random(11);
    const std::vector<Node> nodes = make_nodes(5);
    const Grudge grudge = *make_grudge("majorities-ring", nodes, random);
    EXPECT_EQ(sizes(grudge, nodes), std::vector<std::size_t>(5, 3));
    std::vector<Node> walk = {"n1"};  // from neighbour to neighbour, never back, through all five
    while (walk.size() < 5)
        for (const Node& next : heard_by(grudge, walk.back(), nodes))
            if (!std::ranges::count(walk, next)) {
                walk.push_back(next);
                break;
            }
    EXPECT_TRUE(hears(grudge, walk.back(), "n1"));
}

TEST(Shapes, TheBridgeAloneConnectsTwoHalves) {
    each_grudge("bridge", 3, 9, [](const Grudge& grudge, const std::vector<Node>& nodes) {
        std::vector<Node> bridges, rest;
        for (const Node& node : nodes)
            (heard_by(grudge, node, nodes).size() == nodes.size() ? bridges : rest).push_back(node);
        ASSERT_EQ(bridges.size(), 1u);
        for (const Node& node : rest)
            EXPECT_TRUE(hears(grudge, node, bridges[0]));
        EXPECT_TRUE(falls_into_components(grudge, rest));
        const std::size_t small = rest.size() / 2;
        const std::size_t large = rest.size() - small;
        EXPECT_EQ(sizes(grudge, rest), repeated(small, small, large, large));
    });
}

TEST(Shapes, OneWayOneSideIsDeafAndTheOtherHearsEverybody) {
    std::set<std::size_t> deaf_sizes;
    each_grudge("one-way", 2, 9, [&](const Grudge& grudge, const std::vector<Node>& nodes) {
        std::set<Node> deaf, hearing;
        for (const Node& node : nodes)
            (heard_by(grudge, node, nodes).size() == nodes.size() ? hearing : deaf).insert(node);
        for (const Node& node : deaf)
            EXPECT_EQ(heard_by(grudge, node, nodes), deaf);
        EXPECT_LE(deaf.size(), hearing.size() + 1);
        EXPECT_LE(hearing.size(), deaf.size() + 1);
        if (nodes.size() == 5) deaf_sizes.insert(deaf.size());
    });
    EXPECT_EQ(deaf_sizes, (std::set<std::size_t>{2, 3}));
}

TEST(Grudge, EmptyEntriesGo) {
    const Grudge grudge = {{"n1", {"n2"}}, {"n3", {}}};
    EXPECT_EQ(*check_grudge(grudge, make_nodes(3)), (Grudge{{"n1", {"n2"}}}));
}

TEST(Grudge, WhatCannotBeIsAnError) {
    const auto message = [](const Grudge& grudge) {
        return check_grudge(grudge, make_nodes(3)).error().message;
    };
    EXPECT_THAT(message({{"n9", {"n1"}}}), HasSubstr("unknown node \"n9\""));
    EXPECT_THAT(message({{"n1", {"n7"}}}), HasSubstr("unknown node \"n7\""));
    EXPECT_THAT(message({{"n1", {"n1"}}}), HasSubstr("cannot refuse itself"));
    EXPECT_THAT(message({{"n1", {}}}), HasSubstr("nobody refuses anybody"));
    EXPECT_THAT(message({}), HasSubstr("nobody refuses anybody"));
}

/// Every way to choose so many of the nodes.
std::vector<std::vector<Node>> choices(const std::vector<Node>& nodes, std::size_t count) {
    std::vector<std::vector<Node>> all;
    for (std::uint32_t bits = 1; bits < 1U << nodes.size(); ++bits) {
        std::vector<Node> chosen;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if ((bits >> i & 1U) != 0) chosen.push_back(nodes[i]);
        if (chosen.size() == count) all.push_back(chosen);
    }
    return all;
}

/// Calls it with each such choice of each cluster, and the grudge around it.
void for_all_around(std::string_view shape, std::size_t least, std::size_t (*room)(std::size_t),
                    const std::function<void(const Grudge&, const std::vector<Node>&,
                                             const std::vector<Node>&)>& expect) {
    for (std::size_t count = least; count <= 7; ++count) {
        const auto nodes = make_nodes(count);
        for (std::size_t size = 1; size <= count; ++size)
            for (const auto& chosen : choices(nodes, size)) {
                core::Random random(count * 100 + size);
                const auto grudge = make_grudge_around(shape, chosen, nodes, random);
                ASSERT_EQ(grudge.has_value(), size <= room(count)) << shape << " of " << count;
                if (grudge) expect(*grudge, chosen, nodes);
            }
    }
}

TEST(ShapesAround, OneLeavesEachOfThemAlone) {
    for_all_around(
        "one", 2, [](std::size_t nodes) { return nodes; },
        [](const Grudge& grudge, const auto& chosen, const auto& nodes) {
            for (const Node& node : nodes) {
                std::set<Node> expected{node};
                if (!std::ranges::count(chosen, node))
                    for (const Node& other : nodes)
                        if (!std::ranges::count(chosen, other)) expected.insert(other);
                EXPECT_EQ(heard_by(grudge, node, nodes), expected);
            }
        });
}

TEST(ShapesAround, MajorityAndHalvesPutThemOnTheSmallerSide) {
    const auto on_one_side = [](const Grudge& grudge, const auto& chosen, const auto& nodes) {
        EXPECT_TRUE(two_way(grudge));
        const auto side = heard_by(grudge, chosen.front(), nodes);
        EXPECT_LE(side.size(), nodes.size() / 2);
        for (const Node& node : chosen)
            EXPECT_EQ(heard_by(grudge, node, nodes), side);
    };
    for_all_around("majority", 3, [](std::size_t nodes) { return (nodes - 1) / 2; }, on_one_side);
    for_all_around("random-halves", 2, [](std::size_t nodes) { return nodes / 2; }, on_one_side);
}

TEST(ShapesAround, TheBridgeIsTheChosenOne) {
    for_all_around(
        "bridge", 3, [](std::size_t) -> std::size_t { return 1; },
        [](const Grudge& grudge, const auto& chosen, const auto& nodes) {
            EXPECT_TRUE(two_way(grudge));
            EXPECT_EQ(heard_by(grudge, chosen.front(), nodes).size(), nodes.size());
            EXPECT_LT(sizes(grudge, nodes).front(), nodes.size());
            for (const Node& node : nodes)
                EXPECT_TRUE(hears(grudge, node, chosen.front()));
        });
}

TEST(ShapesAround, OneWayMakesThemDeafAndLetsThemBeHeard) {
    for_all_around(
        "one-way", 2, [](std::size_t nodes) { return nodes / 2; },
        [](const Grudge& grudge, const auto& chosen, const auto& nodes) {
            for (const Node& node : chosen) {
                EXPECT_EQ(heard_by(grudge, node, nodes).size(), nodes.size() / 2);
                for (const Node& other : nodes)
                    EXPECT_TRUE(hears(grudge, other, node) ||
                                heard_by(grudge, other, nodes).size() == nodes.size() / 2);
            }
        });
}

TEST(ShapesAround, SomeShapesHaveNoPlaceForThem) {
    core::Random random(1);
    for (const char* shape : {"halves", "majorities-ring"})
        EXPECT_THAT(make_grudge_around(shape, {"n1"}, make_nodes(5), random).error().message,
                    HasSubstr("no place for chosen nodes"));
    EXPECT_THAT(make_grudge_around("bridge", {"n1", "n2"}, make_nodes(5), random).error().message,
                HasSubstr("a place for 1 chosen node of 5, not for 2"));
}

}  // namespace
}  // namespace ordeal::nemesis
