#include "nemesis/targets.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

using ::testing::HasSubstr;

std::vector<Node> make_nodes(std::size_t count) {
    std::vector<Node> nodes;
    for (std::size_t i = 1; i <= count; ++i)
        nodes.push_back("n" + std::to_string(i));
    return nodes;
}

/// How many nodes each target means, of 1 to 9 nodes; 0: impossible.
const std::map<std::string, std::vector<std::size_t>> expected_sizes = {
    {"one", {1, 1, 1, 1, 1, 1, 1, 1, 1}},      {"next", {1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {"minority", {0, 0, 1, 1, 2, 2, 3, 3, 4}}, {"majority", {1, 2, 2, 3, 3, 4, 4, 5, 5}},
    {"all", {1, 2, 3, 4, 5, 6, 7, 8, 9}},
};

TEST(Targets, EachMeansAsManyNodesAsItsNameSays) {
    ASSERT_EQ(target_names().size(), expected_sizes.size());
    for (const auto& [target, description] : target_names()) {
        EXPECT_FALSE(description.empty());
        for (std::size_t n = 1; n <= 9; ++n) {
            const std::size_t size = expected_sizes.at(std::string(target))[n - 1];
            core::Random random(n);
            const auto chosen = choose_nodes(target, make_nodes(n), random);
            if (size == 0) {
                ASSERT_FALSE(chosen.has_value());
                EXPECT_THAT(chosen.error().message, HasSubstr("at least 3 nodes"));
            } else {
                ASSERT_TRUE(chosen.has_value()) << target << " of " << n;
                EXPECT_EQ(chosen->size(), size) << target << " of " << n;
            }
        }
    }
}

TEST(Targets, ChosenNodesAreDifferentKnownAndInOrder) {
    const std::vector<Node> nodes = make_nodes(9);
    for (const auto& [target, description] : target_names())
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            core::Random random(seed);
            const auto chosen = *choose_nodes(target, nodes, random);
            EXPECT_TRUE(std::ranges::is_sorted(chosen));
            EXPECT_EQ(std::set<Node>(chosen.begin(), chosen.end()).size(), chosen.size());
            EXPECT_TRUE(check_nodes(chosen, nodes).has_value());
        }
}

TEST(Targets, EveryNodeIsChosenSomeTime) {
    for (const std::string_view target : {"one", "minority", "majority"}) {
        std::map<Node, int> hits;
        std::size_t drawn = 0;
        core::Random random(5);
        for (int i = 0; i < 2000; ++i) {
            const std::vector<Node> chosen = *choose_nodes(target, make_nodes(5), random);
            drawn += chosen.size();
            for (const Node& node : chosen)
                ++hits[node];
        }
        const double share = static_cast<double>(drawn) / 5;
        for (const Node& node : make_nodes(5))
            EXPECT_NEAR(hits[node], share, 0.15 * share) << target << " " << node;
    }
}

TEST(Targets, NoNodesAtAllIsAnError) {
    core::Random random(1);
    for (const auto& [target, description] : target_names())
        EXPECT_FALSE(choose_nodes(target, {}, random).has_value()) << target;
}

TEST(Targets, AnUnknownTargetOffersTheNearest) {
    core::Random random(1);
    const auto chosen = choose_nodes("minorty", make_nodes(3), random);
    ASSERT_FALSE(chosen.has_value());
    EXPECT_THAT(chosen.error().message, HasSubstr("did you mean \"minority\"?"));
}

TEST(Targets, NamedNodesAreCheckedAndKeepTheirOrder) {
    const std::vector<Node> nodes = make_nodes(3);
    EXPECT_EQ(*check_nodes({"n3", "n1"}, nodes), (std::vector<Node>{"n3", "n1"}));
    EXPECT_THAT(check_nodes({"n4"}, nodes).error().message, HasSubstr("unknown node \"n4\""));
    EXPECT_THAT(check_nodes({"n1", "n1"}, nodes).error().message, HasSubstr("named twice"));
}

}  // namespace
}  // namespace ordeal::nemesis
