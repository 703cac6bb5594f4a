// Hunts of systems whose failing condition is known: pure functions of scenario and seed.
#include "harness/hunt/hunt.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::Verdict;

Scenario original() {
    Scenario scenario;
    scenario.name = "test";
    scenario.workload.mix = {{"read", 1}, {"write", 1}};
    scenario.network.latency.mean = 2ms;
    for (const char* kind : {"kill", "pause"}) {
        nemesis::FaultPlan plan;
        plan.fault = kind;
        plan.timing.every = 3s;
        plan.timing.lasts = 1s;
        scenario.nemesis.push_back(plan);
    }
    return scenario;
}

/// Fails with frequent kills, without pauses, on a slow network, for some seeds.
bool fails(const Trial& trial) {
    const auto kills = [](const nemesis::FaultPlan& plan) {
        return plan.fault == "kill" && plan.timing.every && *plan.timing.every < 500ms;
    };
    const auto& plans = trial.scenario.nemesis;
    return plans.size() == 1 && kills(plans[0]) && trial.scenario.network.latency.mean > 8ms &&
           trial.seed % 4 == 0;
}

TrialResult result_of(const Trial& trial) {
    TrialResult result;
    result.verdict = fails(trial) ? Verdict::invalid : Verdict::valid;
    result.seconds = 2;
    result.fingerprint = trial.seed;
    for (std::size_t i = 0; i < trial.scenario.nemesis.size() + 2; ++i)
        result.behaviour.event(0, trial.scenario.workload.keys);
    result.behaviour.state(trial.seed);
    return result;
}

struct Fixture {
    core::ManualClock clock;
    HuntOptions options;

    Fixture() {
        options.clock = &clock;
        options.seed = 11;
        options.most_tries = 5000;
    }
    HuntReport run(const TryOut& try_out) const { return *hunt(original(), options, try_out); }
};

TEST(Hunt, FindsWhatOnlyAVariationShows) {
    Fixture fixture;
    const HuntReport report = fixture.run(result_of);
    ASSERT_TRUE(report.prey);
    EXPECT_TRUE(fails(report.prey->trial));
    EXPECT_EQ(report.prey->number, report.tries);
    EXPECT_EQ(report.prey->again, 1);
    EXPECT_EQ(report.prey->failed_again, 1);
    EXPECT_EQ(report.prey->identical, 1);
    EXPECT_DOUBLE_EQ(report.virtual_seconds, 2.0 * static_cast<double>(report.tries));
    EXPECT_EQ(report.behaviour.states(), report.tries);
    EXPECT_GT(report.variations, 1);
    fixture.options.vary = false;
    EXPECT_FALSE(fixture.run(result_of).prey);
}

TEST(Hunt, IsTheSameWithAnyNumberOfJobs) {
    Fixture fixture;
    for (const std::uint64_t seed : {1, 2, 3}) {
        fixture.options.seed = seed;
        fixture.options.jobs = 1;
        const HuntReport one = fixture.run(result_of);
        fixture.options.jobs = 4;
        const HuntReport four = fixture.run(result_of);
        ASSERT_TRUE(one.prey && four.prey);
        EXPECT_EQ(one.prey->trial.scenario, four.prey->trial.scenario);
        EXPECT_EQ(one.prey->trial.seed, four.prey->trial.seed);
        EXPECT_EQ(one.tries, four.tries);
        EXPECT_EQ(one.variations, four.variations);
        EXPECT_EQ(one.behaviour.states(), four.behaviour.states());
    }
}

TEST(Hunt, TheFirstTryIsTheScenarioAsItIs) {
    Fixture fixture;
    const HuntReport report = fixture.run([](const Trial& trial) {
        TrialResult result;
        const bool same = trial.scenario == original();
        result.verdict = same ? Verdict::invalid : Verdict::valid;
        return result;
    });
    ASSERT_TRUE(report.prey);
    EXPECT_EQ(report.tries, 1);
}

TEST(Hunt, WithoutVariationsOnlySeedsDiffer) {
    Fixture fixture;
    fixture.options.vary = false;
    fixture.options.most_tries = 300;
    std::vector<std::uint64_t> seeds;
    const HuntReport report = fixture.run([&](const Trial& trial) {
        EXPECT_EQ(trial.scenario, original());
        seeds.push_back(trial.seed);
        return TrialResult{.verdict = Verdict::valid};
    });
    EXPECT_FALSE(report.prey);
    EXPECT_EQ(report.tries, 300);
    std::ranges::sort(seeds);
    EXPECT_EQ(std::ranges::adjacent_find(seeds), seeds.end());
}

TEST(Hunt, EndsWithItsBudgetAndWhenItIsStopped) {
    Fixture fixture;
    fixture.options.budget = 10s;
    std::uint64_t tries = 0;
    const auto slow = [&](const Trial&) {
        ++tries;
        fixture.clock.advance(1s);
        return TrialResult{.verdict = Verdict::valid};
    };
    EXPECT_EQ(fixture.run(slow).tries, 10);
    EXPECT_EQ(tries, 10);
    std::atomic<bool> stop{false};
    fixture.options.budget.reset();
    fixture.options.stop = &stop;
    const HuntReport report = fixture.run([&](const Trial& trial) {
        stop = ++tries >= 30;
        return slow(trial);
    });
    EXPECT_LT(report.tries, 30);
    EXPECT_FALSE(report.prey);
}

TEST(Hunt, AFailureThatDoesNotComeAgainIsSaidToBeOne) {
    Fixture fixture;
    fixture.options.again = 5;
    int runs = 0;
    const HuntReport report = fixture.run([&](const Trial&) {
        ++runs;
        return TrialResult{.verdict = runs % 2 == 1 ? Verdict::invalid : Verdict::valid,
                           .fingerprint = static_cast<std::uint64_t>(runs)};
    });
    ASSERT_TRUE(report.prey);
    EXPECT_EQ(report.prey->again, 5);
    EXPECT_EQ(report.prey->failed_again, 2);
    EXPECT_EQ(report.prey->identical, 0);
}

TEST(Hunt, WhatCannotBeTriedAtAllIsAnErrorAndWhatIsUndecidedIsCounted) {
    Fixture fixture;
    fixture.options.most_tries = 100;
    const auto refused =
        hunt(original(), fixture.options,
             [](const Trial&) -> core::Result<TrialResult> { return core::fail("no network"); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "no network");
    const HuntReport unknown = fixture.run([](const Trial&) { return TrialResult{}; });
    EXPECT_EQ(unknown.undecided, unknown.tries);
}

}  // namespace
}  // namespace ordeal::harness
