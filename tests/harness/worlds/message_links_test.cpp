#include "harness/worlds/message_links.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using nemesis::DropReason;
using namespace std::chrono_literals;

nemesis::LinkRule lossy() {
    nemesis::LinkRule rule;
    rule.loss = 0.3;
    rule.duplicate = 0.3;
    rule.latency = {nemesis::Distribution::exponential, 2ms};
    return rule;
}

struct Fate {
    DropReason dropped;
    std::vector<core::Nanoseconds> due;
    friend bool operator==(const Fate&, const Fate&) = default;
};

/// What becomes of messages from endpoint 0 to 1, while `others` use other links as well.
std::vector<Fate> fates(MessageLinks& links, bool others) {
    std::vector<Fate> all;
    for (int i = 0; i < 200; ++i) {
        const core::Nanoseconds now = i * 100us;
        if (others && i % 3 == 0) links.decide(1, 0, now, 50);
        if (others && i % 2 == 0) links.decide(0, 2, now, 50);
        const auto decision = links.decide(0, 1, now, 50);
        Fate fate{decision.dropped, {}};
        for (const auto& delivery : decision.deliveries())
            fate.due.push_back(delivery.due);
        all.push_back(std::move(fate));
    }
    return all;
}

TEST(MessageLinks, TheSameSeedDecidesTheSameWhateverHappensOnOtherLinks) {
    MessageLinks alone({"n1", "n2"}, {}, lossy(), 7);
    MessageLinks among({"n1", "n2", "n3"}, {"lin-kv"}, lossy(), 7);
    MessageLinks other({"n1", "n2"}, {}, lossy(), 8);
    const auto expected = fates(alone, false);
    EXPECT_EQ(fates(among, true), expected);
    EXPECT_NE(fates(other, false), expected);
}

TEST(MessageLinks, ServicesLoseAndDelayButNeverCopyAndAreNeverCut) {
    nemesis::LinkRule rule = lossy();
    rule.duplicate = 1;
    MessageLinks links({"n1", "n2"}, {"lin-kv"}, rule, 7);
    ASSERT_TRUE(links.begin_cut(1, {{"n1", {"n2"}}, {"n2", {"n1"}}}));
    EXPECT_EQ(links.decide(0, 1, 0ns, 50).dropped, DropReason::cut);
    int lost = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto decision = links.decide(0, 2, i * 1ms, 50);
        EXPECT_LE(decision.count, 1U);
        lost += decision.dropped == DropReason::loss;
        EXPECT_TRUE(decision.dropped == DropReason::loss || decision.dropped == DropReason::none);
    }
    EXPECT_NEAR(lost, 300, 60);
    EXPECT_FALSE(links.begin_cut(2, {{"n1", {"lin-kv"}}}));
}

TEST(MessageLinks, WhatIsUnderWayWhenACutBeginsDoesNotArrive) {
    MessageLinks links({"n1", "n2"}, {}, {}, 7);
    EXPECT_EQ(links.decide(0, 1, 0ns, 50).dropped, DropReason::none);
    ASSERT_TRUE(links.begin_cut(1, {{"n2", {"n1"}}}));
    EXPECT_FALSE(links.arrives(0, 1));
    EXPECT_TRUE(links.arrives(1, 0));
    EXPECT_EQ(links.end_cut(1).total(), 1U);
    EXPECT_TRUE(links.arrives(0, 1));
}

}  // namespace
}  // namespace ordeal::harness
