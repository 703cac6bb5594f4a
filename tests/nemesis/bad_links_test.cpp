// Faults of links: which links a plan means, what they do to a rule, and how several add up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/mechanisms/link_changes.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Node> three = {"n1", "n2", "n3"};

FaultPlan plan_of(std::string fault) {
    FaultPlan plan;
    plan.fault = std::move(fault);
    plan.nodes = {"n2"};
    plan.timing.at = 1s;
    return plan;
}

BadLinks made(const FaultPlan& plan) {
    const auto schedule = make_schedule({plan}, three, 1, 10s);
    EXPECT_TRUE(schedule) << schedule.error().message;
    return schedule ? std::get<BadLinks>(schedule->front().fault) : BadLinks{};
}

std::string error_of(const FaultPlan& plan) {
    const auto schedule = make_schedule({plan}, three, 1, 10s);
    return schedule ? "no error" : schedule.error().message;
}

TEST(BadLinks, AreThoseBetweenTheTargetAndAllOthersInTheGivenDirection) {
    auto plan = plan_of("loss");
    EXPECT_THAT(made(plan).links, ElementsAre(LinkName{"n1", "n2"}, LinkName{"n2", "n1"},
                                              LinkName{"n2", "n3"}, LinkName{"n3", "n2"}));
    plan.direction = "from";
    EXPECT_THAT(made(plan).links, ElementsAre(LinkName{"n2", "n1"}, LinkName{"n2", "n3"}));
    plan.direction = "to";
    EXPECT_THAT(made(plan).links, ElementsAre(LinkName{"n1", "n2"}, LinkName{"n3", "n2"}));
    plan.nodes = three;
    plan.direction = "from";
    EXPECT_EQ(made(plan).links.size(), 6);
}

TEST(BadLinks, OrThoseThatThePlanNames) {
    auto plan = plan_of("cut");
    plan.links = {{"n3", "n1"}, {"n3", "n1"}};
    EXPECT_THAT(made(plan).links, ElementsAre(LinkName{"n3", "n1"}));
    EXPECT_TRUE(made(plan).change.cut);
    plan.links = {{"n3", "n4"}};
    EXPECT_THAT(error_of(plan), HasSubstr("nemesis[0].links: unknown node \"n4\""));
    plan.links = {{"n3", "n3"}};
    EXPECT_THAT(error_of(plan), HasSubstr("no link from n3 to itself"));
}

TEST(BadLinks, EachFaultChangesItsPartOfTheRuleOnly) {
    auto plan = plan_of("latency");
    plan.latency = {Distribution::constant, 50ms, {}};
    plan.probability = 0.5;
    plan.bandwidth = 1000;
    EXPECT_EQ(made(plan).change, (LinkRule{.latency = plan.latency}));
    plan.fault = "slow-node";
    EXPECT_EQ(made(plan).change, (LinkRule{.latency = plan.latency}));
    plan.fault = "flaky-node";
    EXPECT_EQ(made(plan).change, (LinkRule{.loss = 0.5}));
    plan.fault = "duplicate";
    EXPECT_EQ(made(plan).change, (LinkRule{.duplicate = 0.5}));
    plan.fault = "reorder";
    const Latency to_overtake{Distribution::exponential, 10ms, {}};
    EXPECT_EQ(made(plan).change, (LinkRule{.latency = to_overtake, .reorder = 0.5}));
    plan.fault = "rate";
    EXPECT_EQ(made(plan).change, (LinkRule{.rate_bits_per_second = 1000}));
    plan.fault = "corrupt";
    plan.mend_checksum = false;
    EXPECT_EQ(made(plan).change, (LinkRule{.corrupt = 0.5, .mend_checksum = false}));
    plan.probability = 0;
    EXPECT_THAT(error_of(plan), HasSubstr("nemesis[0].probability: 0 is not above 0"));
}

TEST(BadLinks, AreToldAsDataAndInWords) {
    auto plan = plan_of("flaky-node");
    plan.direction = "from";
    const Fault fault = made(plan);
    EXPECT_EQ(kind(fault), "flaky-node");
    EXPECT_EQ(end_kind(fault), "heal-flaky-node");
    EXPECT_EQ(core::to_json(to_value(fault)), R"({"n2":["n1","n3"]})");
    EXPECT_EQ(to_text(fault), "flaky-node n2 to n1, n2 to n3");
    EXPECT_FALSE(nodes_of(fault));
    for (const auto name : names_of(Family::links))
        EXPECT_TRUE(is_for_links(name));
    EXPECT_FALSE(is_for_links("kill"));
}

TEST(Worse, ProbabilitiesAreThoseOfTwoChancesAndTheLowerRateHolds) {
    const LinkRule own{
        .latency = {Distribution::constant, 1ms, {}}, .loss = 0.5, .rate_bits_per_second = 100};
    EXPECT_EQ(worse(own, {}), own);
    EXPECT_EQ(worse(own, {.loss = 0.5}).loss, 0.75);
    EXPECT_EQ(worse({}, {.loss = 0.25}).loss, 0.25);
    EXPECT_EQ(worse(own, {.rate_bits_per_second = 50}).rate_bits_per_second, 50);
    EXPECT_EQ(worse(own, {.rate_bits_per_second = 200}).rate_bits_per_second, 100);
    EXPECT_EQ(worse({}, {.rate_bits_per_second = 200}).rate_bits_per_second, 200);
    EXPECT_EQ(worse(own, {.latency = {.mean = 9ms}}).latency.mean, 9ms);
    EXPECT_EQ(worse(own, {.latency = {.mean = 9ms}, .reorder = 1}).latency, own.latency);
    EXPECT_EQ(worse({}, {.latency = {.mean = 9ms}, .reorder = 1}).latency.mean, 9ms);
    EXPECT_TRUE(worse(own, {.cut = true}).cut);
}

TEST(LinkChanges, AddUpAndEndOneByOne) {
    LinkChanges changes;
    std::vector<LinkCounters> counters(6);
    const std::vector<std::size_t> four_and_five{4, 5};
    const std::vector<std::size_t> five{5};
    EXPECT_TRUE(changes.begin(1, four_and_five, {.latency = {.mean = 1ms}}, counters));
    counters[5].received = 7;
    EXPECT_TRUE(changes.begin(2, five, {.latency = {.mean = 2ms}, .loss = 0.5}, counters));
    EXPECT_FALSE(changes.begin(2, four_and_five, {}, counters));
    EXPECT_EQ(changes.on_top_of({}, 3), LinkRule{});
    EXPECT_EQ(changes.on_top_of({}, 4).latency.mean, 1ms);
    EXPECT_EQ(changes.on_top_of({}, 5).latency.mean, 2ms);
    counters[5].received = 10;
    EXPECT_EQ(changes.end(2, counters), (LinkChanges::Done{{5, {.received = 3}}}));
    EXPECT_EQ(changes.on_top_of({}, 5), (LinkRule{.latency = {.mean = 1ms}}));
    EXPECT_FALSE(changes.contains(2));
    EXPECT_EQ(changes.end(1, counters), (LinkChanges::Done{{4, {}}, {5, {.received = 10}}}));
    EXPECT_EQ(changes.on_top_of({.loss = 0.1}, 5), LinkRule{.loss = 0.1});
}

TEST(Rolling, NextIsEachNodeInItsTurn) {
    FaultPlan plan;
    plan.fault = "kill";
    plan.target = "next";
    plan.timing = {.every = 1s, .lasts = 500ms};
    std::vector<Node> hit;
    const Schedule schedule = *make_schedule({plan}, three, 7, 5s);
    for (const Step& step : schedule)
        if (step.phase == Phase::begin) hit.push_back(std::get<Kill>(step.fault).nodes.at(0));
    EXPECT_THAT(hit, ElementsAre("n1", "n2", "n3", "n1", "n2"));
}

TEST(RestlessFaults, TakeWhatThePlanSays) {
    auto plan = plan_of("stutter");
    plan.share = 0.25;
    plan.period = 80ms;
    EXPECT_EQ(make_schedule({plan}, three, 1, 10s)->front().fault,
              Fault(Stutter{{"n2"}, 0.25, 80ms}));
    plan.share = 1;
    EXPECT_THAT(error_of(plan), HasSubstr("nemesis[0].share: 1 is not between 0 and 1"));
    plan = plan_of("crash-loop");
    plan.up = 70ms;
    EXPECT_EQ(make_schedule({plan}, three, 1, 10s)->front().fault, Fault(CrashLoop{{"n2"}, 70ms}));
    EXPECT_EQ(make_schedule({plan_of("term")}, three, 1, 10s)->front().fault, Fault(Term{{"n2"}}));
    EXPECT_TRUE(ends_nodes("term"));
}

}  // namespace
}  // namespace ordeal::nemesis
