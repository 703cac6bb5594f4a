// Schedules: what each timing field means in exact moments, and one golden schedule that pins the
// bytes of a seed.
#include "nemesis/schedule.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::vector<Node> five = {"n1", "n2", "n3", "n4", "n5"};

FaultPlan kill_plan(Timing timing) {
    FaultPlan plan;
    plan.fault = "kill";
    plan.timing = timing;
    return plan;
}

FaultPlan partition_plan(std::string shape, Timing timing) {
    FaultPlan plan;
    plan.fault = "partition";
    plan.shape = std::move(shape);
    plan.timing = timing;
    return plan;
}

/// [begin, end] of each fault of one kill plan in a run of 10 s, in milliseconds.
using Spans = std::vector<std::pair<std::int64_t, std::int64_t>>;
Spans spans(Timing timing, std::uint64_t seed = 1) {
    const Schedule schedule = *make_schedule({kill_plan(timing)}, five, seed, 10s);
    std::map<FaultId, std::pair<std::int64_t, std::int64_t>> by_id;
    for (const Step& step : schedule)
        (step.phase == Phase::begin ? by_id[step.id].first : by_id[step.id].second) =
            step.time / 1ms;
    Spans result;
    for (const auto& [id, span] : by_id)
        result.push_back(span);
    return result;
}

std::string error_of(const FaultPlan& plan, Nanoseconds horizon = 10s) {
    const auto schedule = make_schedule({kill_plan({.lasts = 1s}), plan}, five, 1, horizon);
    return schedule ? "no error" : schedule.error().message;
}

TEST(Schedule, EveryIsFromBeginningToBeginningAndForIsTheLength) {
    EXPECT_THAT(spans({.every = 4s, .lasts = 1s}),
                ElementsAre(std::pair(0, 1000), std::pair(4000, 5000), std::pair(8000, 9000)));
}

TEST(Schedule, AfterMovesTheFirstBeginning) {
    EXPECT_THAT(spans({.every = 4s, .after = 1500ms, .lasts = 1s}),
                ElementsAre(std::pair(1500, 2500), std::pair(5500, 6500), std::pair(9500, 10000)));
}

TEST(Schedule, AtIsOnceAndWithoutForLastsToTheHorizon) {
    EXPECT_THAT(spans({.at = 3s, .lasts = 2s}), ElementsAre(std::pair(3000, 5000)));
    EXPECT_THAT(spans({.at = 3s}), ElementsAre(std::pair(3000, 10000)));
}

TEST(Schedule, WithoutTimesAFaultIsThereAllTheTime) {
    EXPECT_THAT(spans({}), ElementsAre(std::pair(0, 10000)));
    EXPECT_THAT(spans({.after = 9s}), ElementsAre(std::pair(9000, 10000)));
}

TEST(Schedule, AFlipFlopChangesAtEveryPeriod) {
    EXPECT_THAT(spans({.every = 3s, .after = 500ms, .flip_flop = true}),
                ElementsAre(std::pair(500, 3500), std::pair(6500, 9500)));
    EXPECT_THAT(spans({.every = 6s, .flip_flop = true}), ElementsAre(std::pair(0, 6000)));
    EXPECT_THAT(spans({.every = 20s, .flip_flop = true}), ElementsAre(std::pair(0, 10000)));
}

TEST(Schedule, ABeginningWaitsForTheEndOfTheOneBefore) {
    EXPECT_THAT(spans({.every = 1s, .lasts = 4s}),
                ElementsAre(std::pair(0, 4000), std::pair(4000, 8000), std::pair(8000, 10000)));
}

TEST(Schedule, StaggerDelaysEachBeginningByAPartOfItself) {
    bool early = false, late = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        for (const auto& [begin, end] :
             spans({.every = 2s, .after = 1s, .stagger = 500ms, .lasts = 1s}, seed)) {
            const std::int64_t delay = (begin - 1000) % 2000;
            EXPECT_GE(delay, 0);
            EXPECT_LE(delay, 500);
            EXPECT_EQ(end, std::min<std::int64_t>(begin + 1000, 10000));
            early |= delay < 100;
            late |= delay > 400;
        }
    EXPECT_TRUE(early && late);
}

TEST(Schedule, AStaggeredFlipFlopStillEndsOnTheGrid) {
    for (const auto& [begin, end] : spans({.every = 2s, .stagger = 1s, .flip_flop = true}, 9)) {
        EXPECT_LE(begin % 4000, 1000);
        EXPECT_EQ(end, std::min<std::int64_t>(begin / 4000 * 4000 + 2000, 10000));
    }
}

TEST(Schedule, TimesWithoutBoundsDoNotOverflow) {
    EXPECT_THAT(spans({.every = Nanoseconds::max(), .lasts = Nanoseconds::max()}),
                ElementsAre(std::pair(0, 10000)));
    EXPECT_LE(spans({.stagger = Nanoseconds::max()}).size(), 1u);
}

TEST(Schedule, EachBeginningChoosesAndStaggersAnew) {
    std::set<core::Value> hit;
    std::set<Nanoseconds> delays;
    const FaultPlan plan = kill_plan({.every = 1s, .stagger = 500ms, .lasts = 100ms});
    const Schedule schedule = *make_schedule({plan}, five, 1, 30s);
    for (const Step& step : schedule) {
        if (step.phase != Phase::begin) continue;
        hit.insert(to_value(step.fault));
        delays.insert(step.time % 1s);
    }
    EXPECT_EQ(hit.size(), five.size());
    EXPECT_EQ(delays.size(), 30u);
}

TEST(Schedule, ALongerRunOnlyAddsFaults) {
    const std::vector<FaultPlan> plans = {kill_plan({.every = 2s, .stagger = 1s, .lasts = 500ms}),
                                          partition_plan("one-way", {.every = 3s, .lasts = 1s})};
    const Schedule shorter = *make_schedule(plans, five, 3, 11s);
    const Schedule longer = *make_schedule(plans, five, 3, 60s);
    ASSERT_LT(shorter.size(), longer.size());
    for (std::size_t i = 0; i < shorter.size() && shorter[i].time < 11s; ++i)
        EXPECT_EQ(shorter[i], longer[i]);
}

TEST(Schedule, NamedNodesAndGrudgesAreTakenAsTheyAre) {
    FaultPlan pause = kill_plan({.lasts = 1s});
    pause.fault = "pause";
    pause.nodes = {"n4", "n2"};
    FaultPlan cut = partition_plan("", {.lasts = 1s});
    cut.grudge = Grudge{{"n1", {"n2"}}, {"n5", {}}};
    const Schedule schedule = *make_schedule({pause, cut}, five, 1, 10s);
    ASSERT_EQ(schedule.size(), 4u);
    EXPECT_EQ(schedule[0].fault, Fault(Pause{{"n4", "n2"}}));
    EXPECT_EQ(schedule[1].fault, Fault(Partition{{{"n1", {"n2"}}}, "grudge"}));
}

TEST(Schedule, ErrorsBeginWithThePlaceInTheScenario) {
    const Timing once{.lasts = 1s};
    const auto expect = [](const FaultPlan& plan, std::string_view place, std::string_view text) {
        EXPECT_THAT(error_of(plan), StartsWith("nemesis[1]." + std::string(place) + ": "));
        EXPECT_THAT(error_of(plan), HasSubstr(text));
    };
    FaultPlan plan = kill_plan(once);
    plan.fault = "kil";
    expect(plan, "fault", "did you mean \"kill\"?");
    plan = kill_plan(once);
    plan.target = "al";
    expect(plan, "target", "did you mean \"all\"?");
    plan.nodes = {"n1", "n8"};
    expect(plan, "target", "unknown node \"n8\"");
    plan = kill_plan(once);
    plan.shape = "halves";
    expect(plan, "shape", "only a partition");
    expect(partition_plan("", once), "shape", "majorities-ring");
    expect(partition_plan("rign", once), "shape", "unknown shape \"rign\"");
    plan = partition_plan("halves", once);
    plan.grudge = Grudge{{"n1", {"n2"}}};
    expect(plan, "grudge", "not both");
    plan.shape.clear();
    plan.grudge = Grudge{{"n1", {"n6"}}};
    expect(plan, "grudge", "unknown node \"n6\"");
    plan = partition_plan("one", once);
    plan.nodes = {"n6"};
    expect(plan, "target", "unknown node \"n6\"");
    plan.shape.clear();
    plan.grudge = Grudge{{"n1", {"n2"}}};
    expect(plan, "target", "not both");
}

TEST(Schedule, TimesThatContradictEachOtherAreErrors) {
    const auto expect = [](const Timing& timing, std::string_view text) {
        EXPECT_THAT(error_of(kill_plan(timing)), HasSubstr(text));
    };
    expect({.at = 1s, .every = 1s}, "nemesis[1].at: happens once");
    expect({.at = 1s, .after = 1s}, "nemesis[1].after: has no meaning beside");
    expect({.at = 10s},
           "nemesis[1].at: 10s is not before the end of the run phase, which lasts 10s");
    expect({.after = 11s}, "nemesis[1].after: 11s is not before the end");
    expect({.every = 1s}, "nemesis[1].every: the first fault would last");
    expect({.every = 0s, .lasts = 1s}, "nemesis[1].every: must be longer");
    expect({.lasts = 0s}, "nemesis[1].for: must be longer");
    expect({.after = -1s}, "nemesis[1].after: must not be negative");
    expect({.stagger = -1s}, "nemesis[1].stagger: must not be negative");
    expect({.flip_flop = true}, "nemesis[1].flip-flop: needs \"every\"");
    expect({.every = 1s, .lasts = 1s, .flip_flop = true}, "nemesis[1].flip-flop: ends a fault");
    expect({.every = 1s, .stagger = 1s, .flip_flop = true}, "nemesis[1].stagger: must be shorter");
    expect({.every = 10us, .lasts = 1us}, "nemesis[1].every: 10us makes more than 100000 faults");
}

TEST(Schedule, TooFewNodesForAShapeIsAnErrorEvenIfItNeverBegins) {
    const FaultPlan plan = partition_plan("bridge", {.stagger = Nanoseconds::max()});
    const auto schedule = make_schedule({plan}, {"n1", "n2"}, 1, 10s);
    ASSERT_FALSE(schedule.has_value());
    EXPECT_EQ(schedule.error().message,
              "nemesis[0].shape: shape \"bridge\" needs at least 3 nodes, and there are 2");
}

TEST(Schedule, AStepIsData) {
    const Step step{1500ms, 7, Phase::end, 2, Kill{{"n2"}}};
    EXPECT_EQ(core::to_json(to_value(step)),
              R"({"time":1500000000,"phase":"end","id":7,"plan":2,"fault":"kill","value":["n2"]})");
}

TEST(Schedule, NoPlansNoFaults) {
    EXPECT_TRUE(make_schedule({}, five, 1, 10s)->empty());
}

TEST(Schedule, AGoldenScheduleStaysTheSameForEver) {
    const std::vector<FaultPlan> plans = {
        partition_plan("majorities-ring", {.every = 4s, .stagger = 1s, .lasts = 2s}),
        kill_plan({.every = 5s, .after = 2s, .lasts = 1s})};
    std::string lines = "\n";
    const Schedule schedule = *make_schedule(plans, {"n1", "n2", "n3"}, 42, 10s);
    for (const Step& step : schedule)
        lines += fmt::format("{} {} {} {} {} {}\n", step.time.count(), to_text(step.phase), step.id,
                             step.plan, kind(step.fault), core::to_json(to_value(step.fault)));
    EXPECT_EQ(lines, R"(
451259407 begin 1 0 partition {"n1":["n3"],"n3":["n1"]}
2000000000 begin 2 1 kill ["n1"]
2451259407 end 1 0 partition {"n1":["n3"],"n3":["n1"]}
3000000000 end 2 1 kill ["n1"]
4422214097 begin 3 0 partition {"n1":["n2"],"n2":["n1"]}
6422214097 end 3 0 partition {"n1":["n2"],"n2":["n1"]}
7000000000 begin 4 1 kill ["n3"]
8000000000 end 4 1 kill ["n3"]
8078565451 begin 5 0 partition {"n2":["n3"],"n3":["n2"]}
10000000000 end 5 0 partition {"n2":["n3"],"n3":["n2"]}
)");
}

}  // namespace
}  // namespace ordeal::nemesis
