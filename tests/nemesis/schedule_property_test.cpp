// Properties of schedules over 10,000 random sets of plans.
#include <algorithm>

#include <gtest/gtest.h>

#include "nemesis/schedule.hpp"
#include "nemesis/shapes.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;

Nanoseconds some_time(core::Random& random, Nanoseconds least, Nanoseconds most) {
    return Nanoseconds{random.between(least.count(), most.count())};
}

/// Coarse times, so that beginnings and ends often coincide.
Nanoseconds some_length(core::Random& random) {
    return random.chance(0.5) ? some_time(random, 1ns, 8s) : random.between(1, 8) * 1s;
}

Timing some_timing(core::Random& random) {
    Timing timing;
    if (random.chance(0.2)) timing.at = some_time(random, 0s, 9999ms);
    if (!timing.at && random.chance(0.5)) timing.after = some_time(random, 0s, 9999ms);
    if (!timing.at && random.chance(0.8)) timing.every = some_length(random) + 10ms;
    if (timing.every && random.chance(0.3)) timing.flip_flop = true;
    if (random.chance(0.4)) timing.stagger = some_length(random);
    if (timing.flip_flop) timing.stagger = std::min(timing.stagger, *timing.every - 1ns);
    if (!timing.flip_flop && (timing.every || random.chance(0.5)))
        timing.lasts = some_length(random);
    return timing;
}

FaultPlan some_plan(core::Random& random) {
    FaultPlan plan;
    plan.fault = random.pick(names_of(fault_names()));
    if (plan.fault == "partition")
        plan.shape = random.pick(names_of(shape_names()));
    else
        plan.target = random.pick(names_of(target_names()));
    if (plan.fault == "fiu") plan.point = "wal/sync";
    plan.timing = some_timing(random);
    return plan;
}

struct Case {
    std::vector<FaultPlan> plans;
    std::vector<Node> nodes;
    std::uint64_t seed;
};

Case some_case(std::uint64_t number) {
    core::Random random = core::Random(2024).split(number);
    Case result{{}, {}, random.next()};
    const std::int64_t nodes = random.between(3, 7);
    for (std::int64_t i = 1; i <= nodes; ++i)
        result.nodes.push_back("n" + std::to_string(i));
    const std::int64_t plans = random.between(1, 5);
    for (std::int64_t i = 0; i < plans; ++i)
        result.plans.push_back(some_plan(random));
    return result;
}

constexpr Nanoseconds horizon = 10s;

/// Steps of one plan without the ids, which are counted over all plans.
std::vector<Step> of_plan(const Schedule& schedule, std::size_t plan) {
    std::vector<Step> steps;
    for (Step step : schedule)
        if (step.plan == plan) {
            step.id = 0;
            step.plan = 0;
            steps.push_back(step);
        }
    return steps;
}

void expect_sorted(const Schedule& schedule) {
    FaultId next = 1;
    for (std::size_t i = 0; i < schedule.size(); ++i) {
        const Step& step = schedule[i];
        if (step.phase == Phase::begin) {
            EXPECT_EQ(step.id, next++);
        }
        if (i == 0) continue;
        const Step& before = schedule[i - 1];
        EXPECT_LE(before.time, step.time);
        EXPECT_FALSE(before.time == step.time && before.phase == Phase::begin &&
                     step.phase == Phase::end);
    }
}

/// Walks through time: what is active, and for which plan.
void expect_balanced(const Schedule& schedule) {
    std::map<FaultId, Step> active;
    std::set<std::size_t> busy_plans;
    for (const Step& step : schedule) {
        EXPECT_GE(step.time, 0s);
        EXPECT_LE(step.time, horizon);
        if (step.phase == Phase::begin) {
            EXPECT_LT(step.time, horizon);
            EXPECT_TRUE(active.emplace(step.id, step).second);
            EXPECT_TRUE(busy_plans.insert(step.plan).second);
            continue;
        }
        const auto begun = active.find(step.id);
        ASSERT_NE(begun, active.end());
        EXPECT_LT(begun->second.time, step.time);
        EXPECT_EQ(begun->second.fault, step.fault);
        EXPECT_EQ(begun->second.plan, step.plan);
        active.erase(begun);
        busy_plans.erase(step.plan);
    }
    EXPECT_TRUE(active.empty());
}

TEST(ScheduleProperties, SortedBalancedWithinTheHorizon) {
    std::size_t steps = 0;
    for (std::uint64_t number = 0; number < 10'000 && !testing::Test::HasFailure(); ++number) {
        SCOPED_TRACE(number);
        const Case random_case = some_case(number);
        const auto schedule =
            make_schedule(random_case.plans, random_case.nodes, random_case.seed, horizon);
        ASSERT_TRUE(schedule.has_value()) << schedule.error().message;
        expect_sorted(*schedule);
        expect_balanced(*schedule);
        steps += schedule->size();
    }
    EXPECT_GT(steps, 100'000u);
}

TEST(ScheduleProperties, TheSameSeedGivesTheSameScheduleAndAnotherOneDoesNot) {
    std::size_t different = 0;
    for (std::uint64_t number = 0; number < 500; ++number) {
        const auto [plans, nodes, seed] = some_case(number);
        const Schedule schedule = *make_schedule(plans, nodes, seed, horizon);
        ASSERT_EQ(schedule, *make_schedule(plans, nodes, seed, horizon));
        different += schedule != *make_schedule(plans, nodes, seed + 1, horizon);
    }
    EXPECT_GT(different, 350u);
}

TEST(ScheduleProperties, APlanMoreNeverShiftsTheOthers) {
    for (std::uint64_t number = 0; number < 2'000; ++number) {
        SCOPED_TRACE(number);
        auto [plans, nodes, seed] = some_case(number);
        const Schedule before = *make_schedule(plans, nodes, seed, horizon);
        core::Random random(number);
        plans.push_back(some_plan(random));
        const Schedule after = *make_schedule(plans, nodes, seed, horizon);
        for (std::size_t plan = 0; plan + 1 < plans.size(); ++plan)
            ASSERT_EQ(of_plan(before, plan), of_plan(after, plan));
    }
}

TEST(ScheduleProperties, APlanOfAnotherKindBeforeItShiftsNothingEither) {
    for (std::uint64_t number = 0; number < 2'000; ++number) {
        SCOPED_TRACE(number);
        const auto [plans, nodes, seed] = some_case(number);
        const std::string other = plans[0].fault == "kill" ? "pause" : "kill";
        FaultPlan first = plans[0];
        first.fault = other;
        first.shape.clear();
        const Schedule alone = *make_schedule({plans[0]}, nodes, seed, horizon);
        const Schedule second = *make_schedule({first, plans[0]}, nodes, seed, horizon);
        ASSERT_EQ(of_plan(alone, 0), of_plan(second, 1));
    }
}

TEST(ScheduleProperties, TwoPlansOfOneKindDrawDifferently) {
    FaultPlan plan;
    plan.fault = "kill";
    plan.timing.every = 100ms;
    plan.timing.lasts = 50ms;
    const Schedule schedule =
        *make_schedule({plan, plan}, {"n1", "n2", "n3", "n4", "n5"}, 1, horizon);
    EXPECT_NE(of_plan(schedule, 0), of_plan(schedule, 1));
}

}  // namespace
}  // namespace ordeal::nemesis
