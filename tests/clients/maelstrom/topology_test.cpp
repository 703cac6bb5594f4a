#include "clients/maelstrom/topology.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::clients::maelstrom {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> nodes(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i)
        names.push_back("n" + std::to_string(i));
    return names;
}

/// How many nodes can be reached from the first one.
std::size_t reached(const Neighbours& graph, const std::string& first) {
    std::set<std::string> seen{first};
    std::vector<std::string> open{first};
    while (!open.empty()) {
        const std::string node = open.back();
        open.pop_back();
        for (const std::string& next : graph.at(node))
            if (seen.insert(next).second) open.push_back(next);
    }
    return seen.size();
}

TEST(Topology, AGridOfNine) {
    const Neighbours grid = neighbours("grid", nodes(9));
    EXPECT_THAT(grid.at("n1"), ElementsAre("n2", "n4"));
    EXPECT_THAT(grid.at("n3"), ElementsAre("n2", "n6"));
    EXPECT_THAT(grid.at("n4"), ElementsAre("n1", "n5", "n7"));
    EXPECT_THAT(grid.at("n5"), ElementsAre("n2", "n4", "n6", "n8"));
    EXPECT_THAT(grid.at("n9"), ElementsAre("n6", "n8"));
}

TEST(Topology, AGridThatIsNotFull) {
    const Neighbours grid = neighbours("grid", nodes(5));  // three by three: n1 n2 n3, n4 n5
    EXPECT_THAT(grid.at("n3"), ElementsAre("n2"));
    EXPECT_THAT(grid.at("n5"), ElementsAre("n2", "n4"));
}

TEST(Topology, LineTreesAndTotal) {
    EXPECT_THAT(neighbours("line", nodes(4)).at("n1"), ElementsAre("n2"));
    EXPECT_THAT(neighbours("line", nodes(4)).at("n3"), ElementsAre("n2", "n4"));
    EXPECT_THAT(neighbours("tree", nodes(7)).at("n2"), ElementsAre("n1", "n4", "n5"));
    EXPECT_EQ(neighbours("tree", nodes(9)), neighbours("tree2", nodes(9)));
    EXPECT_THAT(neighbours("tree3", nodes(7)).at("n2"), ElementsAre("n1", "n5", "n6", "n7"));
    EXPECT_THAT(neighbours("tree4", nodes(9)).at("n1"), ElementsAre("n2", "n3", "n4", "n5"));
    EXPECT_THAT(neighbours("tree4", nodes(9)).at("n9"), ElementsAre("n2"));
    EXPECT_THAT(neighbours("total", nodes(3)).at("n2"), ElementsAre("n1", "n3"));
}

TEST(Topology, EveryOneIsConnectedAndMutual) {
    for (const std::string_view name : topology_names())
        for (std::size_t count = 1; count <= 30; ++count) {
            const auto all = nodes(count);
            const Neighbours graph = neighbours(name, all);
            EXPECT_EQ(graph.size(), count);
            EXPECT_EQ(reached(graph, "n1"), count) << name << " " << count;
            for (const auto& [node, list] : graph)
                for (const std::string& other : list) {
                    EXPECT_NE(node, other);
                    EXPECT_EQ(std::ranges::count(graph.at(other), node), 1) << name;
                }
        }
}

TEST(Topology, TheMessage) {
    EXPECT_EQ(core::to_json(topology_body(neighbours("line", nodes(3)), 4)),
              R"({"type":"topology","msg_id":4,)"
              R"("topology":{"n1":["n2"],"n2":["n1","n3"],"n3":["n2"]}})");
    EXPECT_THAT(neighbours("grid", nodes(1)).at("n1"), IsEmpty());
    EXPECT_THAT(topology_names(),
                UnorderedElementsAre("grid", "line", "tree", "tree2", "tree3", "tree4", "total"));
}

}  // namespace
}  // namespace ordeal::clients::maelstrom
