#include "nemesis/composition/composition.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/composition/presets.hpp"
#include "nemesis/composition/strength.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;

const std::vector<Node> three{"n1", "n2", "n3"};

core::Result<void> no_clocks(std::string_view kind) {
    if (kind.starts_with("clock")) return core::fail("no clocks here");
    return {};
}

FaultPlan timed(std::string_view word) {
    FaultPlan plan = preset(word).value();
    plan.timing = rhythm(2s);
    return plan;
}

std::vector<FaultPlan> four() {
    return {timed("kill-one"), timed("pause-one"), timed("partition-one"), timed("loss-all")};
}

std::set<std::string> kinds_in(const Composed& composed) {
    std::set<std::string> kinds;
    for (const FaultPlan& plan : composed.plans)
        kinds.insert(plan.fault);
    return kinds;
}

Composed composed(const Composition& composition, const std::vector<FaultPlan>& plans,
                  std::uint64_t seed, Nanoseconds run = 10s, const Able& able = anything) {
    const auto result = compose(composition, plans, three, seed, run, able);
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(Composed{});
}

TEST(Compose, LeavesPlansAloneWhereNothingIsDrawn) {
    EXPECT_EQ(composed({}, four(), 1).plans, four());
    EXPECT_EQ(core::to_json(to_value(composed({}, four(), 1))), "{}");
}

TEST(Swarm, DrawsEachFaultInHalfOfTheRunsAndNeverNone) {
    constexpr int runs = 4000;
    std::map<std::string, int> times;
    for (std::uint64_t seed = 0; seed < runs; ++seed) {
        const Composed drawn = composed({.swarm = Swarm{}}, four(), seed);
        EXPECT_FALSE(drawn.plans.empty());
        for (const std::string& kind : kinds_in(drawn))
            ++times[kind];
    }
    // Of four, none would be drawn in a sixteenth of the runs: then one is in all the same.
    const double expected = runs * (0.5 + 1.0 / 64);
    for (const auto& [kind, count] : times)
        EXPECT_NEAR(count, expected, 160) << kind;  // five standard deviations
    EXPECT_EQ(times.size(), 4U);
}

TEST(Swarm, HasAsManyAsItMust) {
    int empty = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto size = [&](std::size_t least, double probability = 0.5) {
            Composition composition{.swarm = Swarm{.probability = probability, .at_least = least}};
            return composed(composition, four(), seed).plans.size();
        };
        empty += size(0) == 0 ? 1 : 0;
        EXPECT_EQ(size(0, 0), 0U);
        EXPECT_EQ(size(0, 1), 4U);
        EXPECT_EQ(size(3, 0), 3U);
        EXPECT_GE(size(3), 3U);
        EXPECT_EQ(size(9, 0), 4U);
    }
    EXPECT_GT(empty, 0);
}

TEST(Swarm, IsTheSameForTheSameSeedAndMovesNothingWhenAFaultIsAdded) {
    const Composition swarm{.swarm = Swarm{.at_least = 0}};
    bool differ = false;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Composed once = composed(swarm, four(), seed);
        EXPECT_EQ(composed(swarm, four(), seed).plans, once.plans);
        auto more = four();
        more.insert(more.begin(), timed("term-one"));
        std::vector<FaultPlan> without = composed(swarm, more, seed).plans;
        std::erase_if(without, [](const FaultPlan& plan) { return plan.fault == "term"; });
        EXPECT_EQ(without, once.plans);
        differ = differ || composed(swarm, four(), seed + 1).plans != once.plans;
    }
    EXPECT_TRUE(differ);
}

TEST(Swarm, DrawsStrengthsWithinTheRange) {
    double low = 1;
    double high = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const Composed drawn =
            composed({.swarm = Swarm{.strength = {0.2, 0.6}}}, {timed("loss-all")}, seed);
        ASSERT_EQ(drawn.plans.size(), 1U);
        const double strength = drawn.drawn.at(0).strength;
        EXPECT_NEAR(drawn.plans[0].probability.value(), 0.2 * strength, 1e-12);
        low = std::min(low, strength);
        high = std::max(high, strength);
    }
    EXPECT_NEAR(low, 0.2, 0.02);
    EXPECT_NEAR(high, 0.6, 0.02);
}

TEST(Swarm, TellsWhatItDrew) {
    const Composed drawn =
        composed({.swarm = Swarm{.probability = 0, .strength = {1, 1}}}, {timed("kill-all")}, 1);
    EXPECT_EQ(core::to_json(to_value(drawn)), R"({"drawn":[{"fault":"kill all","strength":1.0}]})");
    const Composed none =
        composed({.swarm = Swarm{.probability = 0, .at_least = 0}}, {timed("kill-all")}, 1);
    EXPECT_EQ(core::to_json(to_value(none)), R"({"not-drawn":["kill all"]})");
}

TEST(Swarm, RefusesWhatCannotBe) {
    const auto error = [](const Swarm& swarm) {
        return compose({.swarm = swarm}, four(), three, 1, 1s, anything).error().message;
    };
    EXPECT_EQ(error({.probability = 1.5}), "nemesis.probability: 1.5 is not from 0 to 1");
    EXPECT_EQ(error({.strength = {0, 1}}),
              "nemesis.strength: from 0 to 1 is not above 0 and at most 1");
}

TEST(Strength, WeakensWhatAFaultDoes) {
    FaultPlan plan = timed("loss-one");
    plan.probability = 0.4;
    plan.latency = {Distribution::normal, 100ms, 10ms};
    plan.bandwidth = 1000;
    plan.share = 0.2;
    plan.rate = {0.25, 4};
    plan.offset = {-2s, 1s};
    const FaultPlan half = weakened(plan, 0.5);
    EXPECT_EQ(half.probability, 0.2);
    EXPECT_EQ(half.latency, (Latency{Distribution::normal, 50ms, 5ms}));
    EXPECT_EQ(half.bandwidth, 2000U);
    EXPECT_EQ(half.share, 0.6);
    EXPECT_EQ(half.limit, 32U);
    EXPECT_EQ(half.size, 131'000U);
    FaultPlan cut = timed("truncate-one");
    cut.size = 1000;
    cut.bits = 8;
    EXPECT_EQ(weakened(cut, 0.5).size, 500U);
    EXPECT_EQ(weakened(cut, 0.5).bits, 4U);
    EXPECT_EQ(weakened(cut, 0.5).probability, std::nullopt);
    EXPECT_EQ(half.rate, (Range<double>{0.5, 2}));
    EXPECT_EQ(half.offset, (Range<Nanoseconds>{-1s, 500ms}));
    EXPECT_EQ(half.timing.lasts, 500ms);
    EXPECT_EQ(half.timing.every, plan.timing.every);
    EXPECT_EQ(weakened(plan, 1), plan);
}

/// When each fault of the schedule is active.
bool free_of_faults(const Schedule& schedule, Nanoseconds from, Nanoseconds to) {
    std::map<FaultId, Nanoseconds> begins;
    for (const Step& step : schedule) {
        if (step.phase == Phase::begin) begins[step.id] = step.time;
        if (step.phase == Phase::end && begins[step.id] < to && step.time > from) return false;
    }
    return true;
}

TEST(Everything, HasQuietGapsAndIsAtMostTwoAtOnce) {
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const Nanoseconds run : {1000ms, 10'000ms, 60'000ms, 600'000ms}) {
            const Composed all = composed({.groups = {"everything"}}, {}, seed, run);
            const Schedule schedule = make_schedule(all.plans, three, seed, run).value();
            const Nanoseconds interval = usual_interval(run);
            for (Nanoseconds start{0}; start + interval <= run; start += interval)
                EXPECT_TRUE(free_of_faults(schedule, start, start + interval / 4)) << seed;
            int active = 0;
            for (const Step& step : schedule) {
                active += step.phase == Phase::begin ? 1 : -1;
                EXPECT_LE(active, 2);
            }
            EXPECT_EQ(all.plans.size() + all.not_reached.size(), group("everything").size());
        }
}

TEST(Everything, ReachesAllWithTime) {
    EXPECT_TRUE(composed({.groups = {"everything"}}, {}, 1, 10min).not_reached.empty());
    std::set<std::string> reached;  // and in short runs with seeds
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        reached.merge(kinds_in(composed({.groups = {"everything"}}, {}, seed, 10s)));
    std::set<std::string> all;
    for (const FaultPlan& plan : group("everything"))
        all.insert(plan.fault);
    EXPECT_EQ(reached, all);
}

TEST(Everything, LeavesOutWhatCannotBeAndSaysWhy) {
    const Composed here = composed({.groups = {"everything"}}, {}, 1, 10min, no_clocks);
    for (const std::string& kind : kinds_in(here))
        EXPECT_FALSE(kind.starts_with("clock"));
    const Composed::LeftOut drift{"clock-drift", "no clocks here"};
    EXPECT_NE(std::ranges::find(here.left_out, drift), here.left_out.end());
}

TEST(Everything, LeavesOutWhatNeedsMoreNodes) {
    const auto alone = compose({.groups = {"everything"}}, {}, {"n1"}, 1, 10min, anything);
    ASSERT_TRUE(alone) << alone.error().message;
    EXPECT_FALSE(kinds_in(*alone).contains("partition"));
    EXPECT_EQ(alone->left_out.at(0).fault, "partition one-way");
}

TEST(Groups, OfWhichNothingIsLeftAreAnError) {
    const auto result = compose({.groups = {"clock"}}, {}, three, 1, 10s, no_clocks);
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().message.starts_with(
        "nemesis: nothing of \"clock\" can be done here: clock-"))
        << result.error().message;
}

TEST(Groups, MayBeInASwarmAndKeepTheirTurns) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const Composition swarm{.groups = {"packet"}, .swarm = Swarm{}};
        const Composed drawn = composed(swarm, {timed("kill-one")}, seed, 60s);
        EXPECT_TRUE(make_schedule(drawn.plans, three, seed, 60s)) << seed;
        EXPECT_EQ(drawn.drawn.size(), 1 + group("packet").size());
    }
}

TEST(Groups, KeepOutOfQuietPeriods) {
    const Quiet quiet{20s, 10s};
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Composed all =
            composed({.groups = {"packet"}, .quiet = quiet, .interval = 5s}, {}, seed, 60s);
        EXPECT_EQ(all.plans.size(), group("packet").size());
        const auto schedule = make_quiet_schedule(all.plans, quiet, three, seed, 60s);
        ASSERT_TRUE(schedule) << schedule.error().message;
        std::set<std::size_t> heard;
        for (const Step& step : *schedule)
            heard.insert(step.plan);
        EXPECT_EQ(heard.size(), all.plans.size()) << seed;
    }
}

TEST(QuietSchedule, RefusesAPlanThatCouldBeginInQuietPeriodsOnly) {
    FaultPlan plan = timed("kill-one");
    plan.timing = {.every = 10s, .after = 8s, .lasts = 1s};
    const auto schedule = make_quiet_schedule({plan}, Quiet{10s, 3s}, three, 1, 60s);
    ASSERT_FALSE(schedule);
    EXPECT_EQ(schedule.error().message,
              "nemesis[0]: each time that \"kill\" would begin it is quiet: give it another "
              "\"after\", or \"quiet\" another \"every\"");
}

}  // namespace
}  // namespace ordeal::nemesis
