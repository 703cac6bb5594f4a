// Roles of a scenario, and faults that name them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

using testing::HasSubstr;

constexpr std::string_view etcd = R"("leader": {"http": "http://{node.ip}:2379/v3/status",
    "method": "POST", "body": "{{}}", "pointer": "/leader",
    "equals-pointer": "/header/member_id"})";

core::Result<Scenario> parsed(std::string_view roles, std::string_view fault) {
    return parse_scenario(fmt::format(R"({{"name": "x", "system": {{"command": ["a"],
        "roles": {{{}}}}}, "nemesis": [{{{}}}]}})",
                                      roles, fault),
                          "s.json", test_names());
}

std::string error_of(std::string_view roles, std::string_view fault) {
    const auto scenario = parsed(roles, fault);
    return scenario ? "it was accepted" : scenario.error().message;
}

std::string with_role(std::string_view members) {
    return error_of(fmt::format(R"("leader": {{{}}})", members), R"("fault": "kill", "at": "1s")");
}

TEST(Roles, AreReadAndWrittenAndStandInTargets) {
    const auto scenario = parsed(etcd, R"("fault": "kill", "target": "leader", "at": "1s")");
    ASSERT_TRUE(scenario) << scenario.error().message;
    const RoleSpec& role = scenario->system.roles.at("leader");
    EXPECT_EQ(role.method, "POST");
    EXPECT_EQ(role.equals_pointer, "/header/member_id");
    EXPECT_EQ(scenario->nemesis.at(0).role, "leader");
    const auto again =
        parse_scenario(core::to_pretty_json(to_value(*scenario)), "again.json", test_names());
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *scenario);
}

TEST(Roles, APartitionIsDrawnAroundThem) {
    const auto scenario =
        parsed(etcd, R"("fault": "partition", "shape": "one", "target": "leader", "at": "1s")");
    ASSERT_TRUE(scenario) << scenario.error().message;
    const auto plan = plan_run(*scenario, 1);
    ASSERT_TRUE(plan) << plan.error().message;
    const auto fault = fault_on_holders(*plan, plan->schedule.front(), {"n2"});
    EXPECT_EQ(std::get<nemesis::Partition>(*fault).grudge.at("n2"),
              (std::set<nemesis::Node>{"n1", "n3"}));
}

TEST(Roles, AnUnknownOneIsAnUnknownTarget) {
    EXPECT_THAT(error_of(etcd, R"("fault": "kill", "target": "leder", "at": "1s")"),
                HasSubstr("unknown target \"leder\"; did you mean \"leader\"?"));
}

TEST(Roles, AskInOneWayAndUnderstandTheAnswer) {
    EXPECT_THAT(with_role(R"("matches": "x")"), HasSubstr("exactly one way to ask"));
    EXPECT_THAT(with_role(R"("tcp": "{node.ip}:1", "http": "http://{node.ip}")"),
                HasSubstr("exactly one way to ask"));
    EXPECT_THAT(with_role(R"("tcp": "{node.ip}:1", "body": "x")"),
                HasSubstr("\"body\" goes with \"http\" only"));
    EXPECT_THAT(with_role(R"("command": [])"), HasSubstr("expected a program"));
    EXPECT_THAT(with_role(R"("command": ["x"], "matches": "(")"), HasSubstr("matches"));
    EXPECT_THAT(with_role(R"("command": ["x"], "pointer": "/a")"),
                HasSubstr("expected \"equals\" or \"equals-pointer\" beside it"));
    EXPECT_THAT(with_role(R"("command": ["x"], "pointer": "a", "equals": 1)"),
                HasSubstr("a JSON pointer begins with a slash"));
    EXPECT_THAT(with_role(R"("command": ["x"], "equals": 1)"),
                HasSubstr("\"equals\" goes with \"pointer\" only"));
    EXPECT_THAT(error_of(R"("all": {"command": ["x"]})", R"("fault": "kill", "at": "1s")"),
                HasSubstr("\"all\" is a target already"));
}

TEST(Roles, AreRefusedWhereNodesCannotBeAsked) {
    auto scenario = parsed(etcd, R"("fault": "kill", "target": "leader", "at": "1s")");
    ASSERT_TRUE(scenario) << scenario.error().message;
    scenario->system.world = "router";
    EXPECT_EQ(plan_run(*scenario, 1).error().message,
              "nemesis[0].target: nodes of world router cannot be asked who is leader");
}

TEST(ClientsLinks, AreNamedLikeANode) {
    auto scenario = parsed("", R"("fault": "cut", "links": [["clients", "n1"]], "at": "1s")");
    ASSERT_TRUE(scenario) << scenario.error().message;
    scenario->system.world = "router";
    EXPECT_THAT(plan_run(*scenario, 1).error().message, HasSubstr("links of clients"));
    EXPECT_EQ(parsed("", R"("fault": "loss", "clients": true, "at": "1s")")->nemesis[0].clients,
              true);
    EXPECT_THAT(error_of("", R"("fault": "kill", "clients": true, "at": "1s")"),
                HasSubstr("\"clients\" does not go with \"kill\""));
}

}  // namespace
}  // namespace ordeal::harness
