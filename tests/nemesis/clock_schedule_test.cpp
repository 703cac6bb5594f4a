// What schedules draw for faults of clocks and disks.
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;
using ::testing::HasSubstr;

const std::vector<Node> five = {"n1", "n2", "n3", "n4", "n5"};

FaultPlan plan_of(const std::string& fault) {
    FaultPlan plan;
    plan.fault = fault;
    plan.target = "all";
    plan.timing = {.every = 1s, .lasts = 500ms};
    return plan;
}

/// The faults that begin, of that type.
template <typename Kind>
std::vector<Kind> faults(const FaultPlan& plan, std::uint64_t seed) {
    std::vector<Kind> list;
    const auto schedule = make_schedule({plan}, five, seed, 10s);
    for (const Step& step : *schedule)
        if (step.phase == Phase::begin) list.push_back(std::get<Kind>(step.fault));
    return list;
}

TEST(ClockSchedule, RatesAreDrawnForEachNodeAnewFromTheWholeRange) {
    std::set<double> seen;
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        for (const ClockDrift& drift : faults<ClockDrift>(plan_of("clock-drift"), seed)) {
            EXPECT_EQ(drift.rates.size(), 5U);
            for (const auto& [node, rate] : drift.rates) {
                EXPECT_EQ(rate, std::round(rate * 1000) / 1000);
                seen.insert(rate);
            }
        }
    EXPECT_GT(seen.size(), 700U) << "of 1501";
    EXPECT_GE(*seen.begin(), 0.5);
    EXPECT_LT(*seen.begin(), 0.51);
    EXPECT_LE(*seen.rbegin(), 2);
    EXPECT_GT(*seen.rbegin(), 1.99);
}

TEST(ClockSchedule, OffsetsAreDrawnForEachNodeAnewFromTheWholeRange) {
    std::set<Nanoseconds> seen;
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        for (const ClockBump& bump : faults<ClockBump>(plan_of("clock-bump"), seed))
            for (const auto& [node, offset] : bump.offsets) {
                EXPECT_EQ(offset % 1us, 0ns);
                seen.insert(offset);
            }
    EXPECT_GT(seen.size(), 2000U);
    EXPECT_GE(*seen.begin(), -1s);
    EXPECT_LT(*seen.begin(), -990ms);
    EXPECT_LE(*seen.rbegin(), 1s);
    EXPECT_GT(*seen.rbegin(), 990ms);
}

TEST(ClockSchedule, WhatIsNamedIsTakenAsItIs) {
    FaultPlan drift = plan_of("clock-drift");
    drift.rate = {1.00005, 1.00005};
    drift.nodes = {"n4"};
    EXPECT_EQ(faults<ClockDrift>(drift, 1).at(0), (ClockDrift{{{"n4", 1.00005}}}));
    FaultPlan bump = plan_of("clock-bump");
    bump.offset = {-7ns, -7ns};
    bump.nodes = {"n2"};
    EXPECT_EQ(faults<ClockBump>(bump, 1).at(0), (ClockBump{{{"n2", -7ns}}}));
}

TEST(ClockSchedule, ARangeDoesNotMoveWhoIsHit) {
    FaultPlan one = plan_of("clock-drift");
    one.target = "one";
    FaultPlan other = one;
    other.rate = {3, 4};
    const auto a = faults<ClockDrift>(one, 9);
    const auto b = faults<ClockDrift>(other, 9);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_EQ(nodes_of(a[i]), nodes_of(b[i]));
}

TEST(ClockSchedule, DisksHaveTargetsOnly) {
    EXPECT_EQ(faults<BadDisk>(plan_of("lying-fsync"), 1).at(0),
              (BadDisk{"lying-fsync", five, {.calls = {"sync"}, .latency = {}}}));
    EXPECT_EQ(faults<PowerLoss>(plan_of("power-loss"), 1).at(0), PowerLoss{five});
}

TEST(ClockSchedule, RangesThatCannotBeAreErrors) {
    const auto error = [](const FaultPlan& plan) {
        const auto schedule = make_schedule({plan}, five, 1, 10s);
        return schedule ? "no error" : schedule.error().message;
    };
    FaultPlan plan = plan_of("clock-drift");
    for (const Range<double> rate : {Range<double>{0, 1}, {2, 1}, {1, 101}, {NAN, 1}, {1, NAN}}) {
        plan.rate = rate;
        EXPECT_THAT(error(plan), HasSubstr("nemesis[0].rate: ")) << rate.low << " " << rate.high;
    }
    plan = plan_of("clock-bump");
    for (const Range<Nanoseconds> offset :
         {Range<Nanoseconds>{1s, 0s}, {0s, 25h}, {Nanoseconds::min(), 0s}}) {
        plan.offset = offset;
        EXPECT_THAT(error(plan), HasSubstr("nemesis[0].offset: "));
    }
}

}  // namespace
}  // namespace ordeal::nemesis
