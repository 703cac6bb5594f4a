#include "nemesis/mechanisms/cuts.hpp"

#include <array>
#include <set>

#include <gtest/gtest.h>

#include "core/random.hpp"
#include "nemesis/mechanisms/counters.hpp"

namespace ordeal::nemesis {
namespace {

using Indices = std::vector<std::size_t>;

TEST(Cuts, OverlappingFaultsHoldALinkUntilTheLastEnds) {
    Cuts cuts(4);
    EXPECT_TRUE(cuts.begin(1, Indices{0, 1}));
    EXPECT_TRUE(cuts.begin(2, Indices{1, 2}));
    cuts.end(1);
    EXPECT_FALSE(cuts.is_cut(0));
    EXPECT_TRUE(cuts.is_cut(1));
    EXPECT_TRUE(cuts.is_cut(2));
    cuts.end(2);
    EXPECT_FALSE(cuts.is_cut(1));
    EXPECT_FALSE(cuts.is_cut(2));
}

TEST(Cuts, RefusesAnIdInUse) {
    Cuts cuts(4);
    EXPECT_TRUE(cuts.begin(1, Indices{0}));
    EXPECT_FALSE(cuts.begin(1, Indices{1}));
    EXPECT_FALSE(cuts.is_cut(1));
    cuts.end(1);
    EXPECT_TRUE(cuts.begin(1, Indices{1}));
}

TEST(Cuts, CountsAPacketForEveryFaultThatHoldsTheLink) {
    Cuts cuts(4);
    cuts.begin(1, Indices{0, 1, 3});
    cuts.count_drop(0);
    cuts.begin(2, Indices{0, 2});
    cuts.count_drop(0);
    cuts.count_drop(2);
    EXPECT_EQ(*cuts.find(1), (Cuts::Dropped{{0, 2}, {1, 0}, {3, 0}}));
    EXPECT_EQ(cuts.end(2), (Cuts::Dropped{{0, 1}, {2, 1}}));
    EXPECT_EQ(cuts.find(2), nullptr);
}

TEST(Cuts, ALinkNamedTwiceIsOpenAfterOneEnd) {
    Cuts cuts(2);
    cuts.begin(1, Indices{0, 0});
    cuts.count_drop(0);
    EXPECT_EQ(cuts.end(1), (Cuts::Dropped{{0, 1}}));
    EXPECT_FALSE(cuts.is_cut(0));
}

TEST(Cuts, AgreeWithAUnionOfSets) {
    constexpr std::size_t links = 12;
    Cuts cuts(links);
    std::map<FaultId, std::set<std::size_t>> active;
    core::Random random(11);
    for (int step = 0; step < 2000; ++step) {
        const FaultId id = random.below(6);
        if (active.erase(id) != 0) {
            cuts.end(id);
        } else {
            Indices chosen;
            for (std::size_t link = 0; link < links; ++link)
                if (random.chance(0.3)) chosen.push_back(link);
            cuts.begin(id, chosen);
            active.emplace(id, std::set(chosen.begin(), chosen.end()));
        }
        for (std::size_t link = 0; link < links; ++link) {
            bool expected = false;
            for (const auto& [fault, held] : active)
                expected |= held.contains(link);
            ASSERT_EQ(cuts.is_cut(link), expected);
        }
    }
}

TEST(Grudge, CutsTheLinksFromThoseThatAreRefused) {
    const Grudge grudge{{"n1", {"n2", "n3"}}, {"n3", {"n1"}}};
    const std::vector<LinkName> expected{{"n2", "n1"}, {"n3", "n1"}, {"n1", "n3"}};
    EXPECT_EQ(links_cut_by(grudge), expected);
}

}  // namespace
}  // namespace ordeal::nemesis
