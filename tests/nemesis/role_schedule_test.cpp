// Faults on roles: what of them is known beforehand, and what they become once it is known who
// holds the role. And faults of the links of clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "nemesis/driver.hpp"
#include "nemesis/schedule.hpp"
#include "tests/nemesis/fake_target.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::vector<Node> three = {"n1", "n2", "n3"};

FaultPlan plan_of(std::string fault, std::string shape = "") {
    FaultPlan plan;
    plan.fault = std::move(fault);
    plan.shape = std::move(shape);
    plan.role = "leader";
    plan.timing = {.every = 2s, .lasts = 1s};
    return plan;
}

Fault on(const FaultPlan& plan, const std::vector<Node>& holders) {
    const Schedule schedule = *make_schedule({plan}, three, 5, 10s);
    return *fault_on_holders(schedule.front(), plan, holders, three);
}

TEST(RoleSchedule, NamesTheRoleAndNobodyYet) {
    const Schedule schedule = *make_schedule({plan_of("kill")}, three, 5, 10s);
    EXPECT_EQ(schedule.size(), 10);
    EXPECT_THAT(schedule, Each(Field(&Step::role, "leader")));
    EXPECT_THAT(schedule, Each(Field(&Step::fault, Fault(Kill{}))));
    EXPECT_EQ(core::to_json(to_value(schedule.front())),
              R"({"time":0,"phase":"begin","id":1,"plan":0,"fault":"kill","role":"leader"})");
    EXPECT_EQ(schedule, *make_schedule({plan_of("kill")}, three, 5, 10s));
}

TEST(RoleSchedule, MovesNoOtherFault) {
    FaultPlan drawn = plan_of("pause");
    drawn.role.clear();
    const Schedule alone = *make_schedule({drawn}, three, 5, 10s);
    Schedule both = *make_schedule({drawn, plan_of("kill")}, three, 5, 10s);
    std::erase_if(both, [](const Step& step) { return step.plan == 1; });
    ASSERT_EQ(both.size(), alone.size());
    for (std::size_t i = 0; i < both.size(); ++i)
        EXPECT_EQ(both[i].fault, alone[i].fault);
}

TEST(RoleSchedule, BecomesAFaultOnTheHolders) {
    EXPECT_EQ(on(plan_of("kill"), {"n3", "n1"}), Fault(Kill{{"n3", "n1"}}));
    FaultPlan loss = plan_of("loss");
    loss.probability = 0.5;
    loss.direction = "from";
    EXPECT_EQ(on(loss, {"n2"}),
              Fault(BadLinks{"loss", {{"n2", "n1"}, {"n2", "n3"}}, {.loss = 0.5}}));
    const Grudge alone{{"n1", {"n2"}}, {"n2", {"n1", "n3"}}, {"n3", {"n2"}}};
    EXPECT_EQ(on(plan_of("partition", "one"), {"n2"}), Fault(Partition{alone, "one"}));
    EXPECT_EQ(on(plan_of("partition", "majority"), {"n2"}), Fault(Partition{alone, "majority"}));
}

TEST(RoleSchedule, WhatIsStillDrawnIsDrawnFromTheSeed) {
    const FaultPlan drift = plan_of("clock-drift");
    const Schedule schedule = *make_schedule({drift}, three, 5, 10s);
    const Fault first = *fault_on_holders(schedule[0], drift, {"n2"}, three);
    EXPECT_EQ(first, *fault_on_holders(schedule[0], drift, {"n2"}, three));
    EXPECT_NE(first, *fault_on_holders(schedule[2], drift, {"n2"}, three));
}

TEST(RoleSchedule, RefusesWhatNeverCanBe) {
    const auto error = [](const FaultPlan& plan) {
        const auto schedule = make_schedule({plan}, three, 1, 10s);
        return schedule ? "none" : schedule.error().message;
    };
    EXPECT_THAT(error(plan_of("partition", "halves")), HasSubstr("no place for chosen nodes"));
    FaultPlan grudge = plan_of("partition");
    grudge.grudge = Grudge{{"n1", {"n2"}}};
    EXPECT_THAT(error(grudge), HasSubstr("a grudge or a target, not both"));
    const Schedule schedule = *make_schedule({plan_of("partition", "majority")}, three, 1, 10s);
    EXPECT_THAT(fault_on_holders(schedule[0], plan_of("partition", "majority"), {"n1", "n2"}, three)
                    .error()
                    .message,
                HasSubstr("a place for 1 chosen node of 3, not for 2"));
}

TEST(RoleSchedule, TheDriverAsksWhenTheTimeHasCome) {
    FakeTarget target;
    core::ManualClock clock;
    Ledger ledger(target, clock, {});
    const FaultPlan plan = plan_of("kill");
    NemesisDriver driver(*make_schedule({plan}, three, 5, 10s), 0s, ledger,
                         [&](const Step& step, const std::vector<Node>& holders) {
                             return fault_on_holders(step, plan, holders, three);
                         });
    target.holders = {"n2"};
    EXPECT_TRUE(driver.advance(0s).empty());
    target.holders = {};
    EXPECT_EQ(driver.advance(2s).size(), 1);
    target.holders = {"n3"};
    EXPECT_TRUE(driver.advance(4s).empty());
    std::vector<Fault> faults;
    for (const FaultRecord& record : ledger.records())
        faults.push_back(record.fault);
    EXPECT_THAT(faults, ElementsAre(Fault(Kill{{"n2"}}), Fault(Kill{}), Fault(Kill{{"n3"}})));
}

TEST(ClientLinks, StandInPlaceOfThoseToOtherNodes) {
    FaultPlan cut = plan_of("cut");
    cut.role.clear();
    cut.nodes = {"n1", "n3"};
    cut.clients = true;
    EXPECT_TRUE(is_for_clients(cut));
    const auto links = [&] {
        return std::get<BadLinks>(make_schedule({cut}, three, 1, 10s)->front().fault).links;
    };
    EXPECT_THAT(links(),
                UnorderedElementsAre(LinkName{"n1", "clients"}, LinkName{"clients", "n1"},
                                     LinkName{"n3", "clients"}, LinkName{"clients", "n3"}));
    cut.direction = "to";
    EXPECT_THAT(links(),
                UnorderedElementsAre(LinkName{"clients", "n1"}, LinkName{"clients", "n3"}));
    cut.clients = false;
    cut.links = {{"clients", "n2"}};
    EXPECT_TRUE(is_for_clients(cut));
    EXPECT_THAT(links(), ElementsAre(LinkName{"clients", "n2"}));
    cut.fault = "kill";
    cut.clients = true;
    EXPECT_THAT(make_schedule({cut}, three, 1, 10s).error().message, HasSubstr("clients"));
}

TEST(ClientLinks, MayStandInAGrudge) {
    FaultPlan partition = plan_of("partition");
    partition.role.clear();
    partition.grudge = Grudge{{"n1", {"clients"}}, {"clients", {"n1"}}};
    EXPECT_TRUE(is_for_clients(partition));
    EXPECT_EQ(make_schedule({partition}, three, 1, 10s)->front().fault,
              Fault(Partition{*partition.grudge, "grudge"}));
}

}  // namespace
}  // namespace ordeal::nemesis
