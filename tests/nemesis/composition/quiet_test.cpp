#include "nemesis/composition/quiet.hpp"

#include <map>

#include <gtest/gtest.h>

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;

const std::vector<Node> three{"n1", "n2", "n3"};

FaultPlan plan(std::string fault, Timing timing) {
    FaultPlan made;
    made.fault = std::move(fault);
    made.timing = timing;
    return made;
}

struct Stretch {
    Nanoseconds begin{0};
    Nanoseconds end{0};
    Fault fault;
};

/// Each fault by its beginning, node and plan, which are never the same for two.
std::map<std::pair<Nanoseconds, std::size_t>, Stretch> stretches(const Schedule& schedule) {
    std::map<FaultId, std::pair<Nanoseconds, std::size_t>> begins;
    std::map<std::pair<Nanoseconds, std::size_t>, Stretch> all;
    for (const Step& step : schedule) {
        if (step.phase == Phase::begin) {
            begins[step.id] = {step.time, step.plan};
            all[{step.time, step.plan}] = {step.time, step.time, step.fault};
        } else {
            all.at(begins.at(step.id)).end = step.time;
        }
    }
    return all;
}

TEST(Quiet, IsTheLastPartOfEachPeriod) {
    const Quiet quiet{10s, 3s};
    EXPECT_FALSE(is_quiet(quiet, 0s));
    EXPECT_FALSE(is_quiet(quiet, 7s - 1ns));
    EXPECT_TRUE(is_quiet(quiet, 7s));
    EXPECT_TRUE(is_quiet(quiet, 10s - 1ns));
    EXPECT_FALSE(is_quiet(quiet, 10s));
    EXPECT_TRUE(is_quiet(quiet, 19s));
}

TEST(Quiet, EndsWhatIsActiveAndLeavesOutWhatWouldBegin) {
    const Schedule schedule = make_schedule({plan("kill", {.every = 4s, .after = 1s, .lasts = 3s}),
                                             plan("pause", {.at = 8s, .lasts = 1s})},
                                            three, 1, 20s)
                                  .value();
    const Schedule hushed = hush({10s, 3s}, schedule).value();
    std::vector<std::pair<Nanoseconds, Nanoseconds>> kept;
    for (const auto& [key, stretch] : stretches(hushed))
        kept.emplace_back(stretch.begin, stretch.end);
    const std::vector<std::pair<Nanoseconds, Nanoseconds>> expected{
        {1s, 4s}, {5s, 7s}, {13s, 16s}};  // 9 s and 17 s are quiet, and so is the pause's 8 s
    EXPECT_EQ(kept, expected);
}

TEST(Quiet, RefusesPeriodsThatLeaveNothing) {
    EXPECT_EQ(hush({1s, 1s}, {}).error().message,
              "nemesis.quiet.for: 1s is not shorter than every 1s: nothing would happen");
    EXPECT_EQ(hush({1s, 0s}, {}).error().message, "nemesis.quiet.for: must be above 0s");
}

Schedule some_schedule(core::Random& random) {
    std::vector<FaultPlan> plans;
    for (auto count = 1 + random.below(4); count > 0; --count) {
        Timing timing;
        timing.every = Nanoseconds(random.between(10'000'000, 5'000'000'000));
        timing.after = Nanoseconds(random.between(0, 9'000'000'000));
        timing.stagger = Nanoseconds(random.between(0, 1'000'000'000));
        timing.lasts = Nanoseconds(random.between(1, 6'000'000'000));
        plans.push_back(plan(random.chance(0.5) ? "kill" : "pause", timing));
    }
    return make_schedule(plans, three, random.next(), 10s).value();
}

TEST(QuietProperty, NothingIsActiveInItAndTheRestIsUntouched) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        core::Random random(seed);
        const Schedule before = some_schedule(random);
        Quiet quiet;
        quiet.every = random.between(1, 40) * 100ms;
        quiet.lasts = Nanoseconds(random.between(1, quiet.every.count() - 1));
        const Schedule after = hush(quiet, before).value();
        const auto kept = stretches(after);
        for (const auto& [key, stretch] : stretches(before)) {
            Nanoseconds silence = quiet.every - quiet.lasts;  // walk from period to period
            while (silence + quiet.lasts <= stretch.begin)
                silence += quiet.every;
            if (silence <= stretch.begin) {
                EXPECT_FALSE(kept.contains(key)) << seed;
                continue;
            }
            ASSERT_TRUE(kept.contains(key)) << seed;
            EXPECT_EQ(kept.at(key).fault, stretch.fault);
            EXPECT_EQ(kept.at(key).end, std::min(stretch.end, silence)) << seed;
        }
        EXPECT_LE(after.size(), before.size());
        EXPECT_EQ(hush(quiet, after).value(), after) << seed;
        FaultId last = 0;
        for (const Step& step : after) {
            if (step.phase == Phase::begin) {
                EXPECT_EQ(step.id, ++last);
            }
        }
    }
}

}  // namespace
}  // namespace ordeal::nemesis
