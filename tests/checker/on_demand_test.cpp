// Walking by hand: what is shown is what the searches see.
#include "checker/search/on_demand.hpp"

#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::tests {
namespace {

TEST(OnDemand, EveryStateCanBeWalkedToAndFoundAgain) {
    const TwoPhaseCommit model{3};
    checker::OnDemand explorer(model);
    auto here = explorer.at({});
    ASSERT_TRUE(here);
    ASSERT_EQ(here->choices.size(), 1U);
    std::vector<std::uint64_t> open{here->choices[0].print};
    boost::unordered_flat_map<std::uint64_t, bool> seen{{open[0], true}};
    while (!open.empty()) {
        const auto shown = explorer.find(open.back());
        ASSERT_TRUE(shown);
        EXPECT_EQ(shown->print, open.back());
        EXPECT_EQ(shown->steps.size(), shown->places.size());
        EXPECT_EQ(shown->properties.size(), 3U);
        EXPECT_TRUE(shown->properties[2].holds);
        open.pop_back();
        for (const auto& choice : shown->choices)
            if (seen.emplace(choice.print, true).second) open.push_back(choice.print);
    }
    EXPECT_EQ(seen.size(), checker::whole_check(model).unique);
    EXPECT_EQ(explorer.known(), seen.size());
}

TEST(OnDemand, WhatIsNotThereIsRefusedWithWords) {
    checker::OnDemand explorer(TwoPhaseCommit{2});
    EXPECT_EQ(explorer.at({7}).error().message, "there is no initial state 7: there are 1");
    EXPECT_EQ(explorer.at({0, 99}).error().message, "step 1: there is no action 99, there are 5");
    EXPECT_FALSE(explorer.find(12345));
    EXPECT_FALSE(explorer.find(0));
}

}  // namespace
}  // namespace ordeal::tests
