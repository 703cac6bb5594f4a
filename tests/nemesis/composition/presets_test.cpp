#include "nemesis/composition/presets.hpp"

#include <gtest/gtest.h>

#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

const std::vector<Node> five{"n1", "n2", "n3", "n4", "n5"};

struct Expected {
    std::string_view fault;
    std::string_view target;
    std::string_view shape;
};

void expect_preset(std::string_view word, const Expected& expected) {
    const auto plan = preset(word);
    ASSERT_TRUE(plan) << word;
    EXPECT_EQ(plan->fault, expected.fault) << word;
    EXPECT_EQ(plan->target, expected.target) << word;
    EXPECT_EQ(plan->shape, expected.shape) << word;
}

TEST(Presets, AreAFaultAndWhomItHits) {
    expect_preset("partition-halves", {"partition", "one", "halves"});
    expect_preset("partition-random-halves", {"partition", "one", "random-halves"});
    expect_preset("partition-one", {"partition", "one", "one"});
    expect_preset("partition-ring", {"partition", "one", "majorities-ring"});
    expect_preset("partition-random-node", {"partition", "one", "one"});
    expect_preset("kill-one", {"kill", "one", ""});
    expect_preset("kill-all", {"kill", "all", ""});
    expect_preset("pause-minority", {"pause", "minority", ""});
    expect_preset("hammer-time", {"pause", "one", ""});
    expect_preset("rolling-restart", {"kill", "next", ""});
    expect_preset("slow-node", {"slow-node", "one", ""});
    expect_preset("clock-bump", {"clock-bump", "one", ""});
    expect_preset("clock-drift-all", {"clock-drift", "all", ""});
    expect_preset("power-loss-majority", {"power-loss", "majority", ""});
}

TEST(Presets, OtherWordsAreNone) {
    for (const auto* word : {"", "-", "kill-", "-one", "kill-two", "partition-kill", "halves",
                             "partition-", "one", "clock-bump-all-all"})
        EXPECT_FALSE(preset(word)) << word;
    for (const auto* word : {"", "halves", "kill-one", "latency"})
        EXPECT_TRUE(group(word).empty()) << word;
}

TEST(Presets, EveryWordHappensInRunsOfAnyLength) {
    for (const std::string& word : preset_words()) {
        auto plan = preset(word);
        EXPECT_NE(plan.has_value(), !group(word).empty()) << word;
        if (!plan) continue;
        for (const core::Nanoseconds run : {core::Nanoseconds(1us), core::Nanoseconds(1ms),
                                            core::Nanoseconds(1s), core::Nanoseconds(1h)}) {
            plan->timing = rhythm(usual_interval(run));
            const auto schedule = make_schedule({*plan}, five, 7, run);
            ASSERT_TRUE(schedule) << word << ": " << schedule.error().message;
            EXPECT_GE(schedule->size(), 6U) << word;  // three at least begin and end
        }
    }
}

TEST(Presets, LeaveGapsAndAreNoneLongerThanTenSeconds) {
    EXPECT_EQ(usual_interval(4s), 1s);
    EXPECT_EQ(usual_interval(10min), 10s);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        auto plan = preset("kill-one").value();
        plan.timing = rhythm(8s);
        const Schedule schedule = make_schedule({plan}, five, seed, 80s).value();
        for (const Step& step : schedule) {
            const core::Nanoseconds within = step.time % 8s;
            if (step.phase == Phase::begin) {
                EXPECT_TRUE(2s <= within && within <= 4s);
            } else {
                EXPECT_TRUE(within == 0s || within >= 6s);
            }
        }
    }
}

TEST(Groups, HoldOnlyFaultsThatExistAndThatFiveNodesCanSuffer) {
    for (const std::string& word : preset_words())
        for (FaultPlan plan : group(word)) {
            plan.timing = rhythm(1s);
            const auto schedule = make_schedule({plan}, five, 7, 10s);
            EXPECT_TRUE(schedule) << word << ": " << schedule.error().message;
        }
}

TEST(Groups, EverythingHasNothingThatNoSystemWithstands) {
    for (const FaultPlan& plan : group("everything"))
        for (const auto* harm : {"lying-fsync", "bit-rot", "truncate"})
            EXPECT_NE(plan.fault, harm);
}

}  // namespace
}  // namespace ordeal::nemesis
