#include "harness/scenario/kinds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/scenario/decode.hpp"

namespace ordeal::harness {
namespace {

std::string document(std::string_view workload, std::string_view check = "{}") {
    return fmt::format(R"({{"name": "a", "system": {{"command": ["x"]}},
                            "workload": {}, "check": {}}})",
                       workload, check);
}

Scenario parsed(std::string_view workload, std::string_view check = "{}") {
    const auto scenario = parse_scenario(document(workload, check), "test.json");
    EXPECT_TRUE(scenario) << scenario.error().message;
    return scenario ? *scenario : Scenario{};
}

std::string error_of(std::string_view workload, std::string_view check = "{}") {
    const auto scenario = parse_scenario(document(workload, check), "test.json");
    if (scenario) return "no error";
    const std::string& message = scenario.error().message;
    const auto begin = message.find("workload.");
    const auto other = message.find("check.");
    return message.substr(std::min(begin, other), message.find('\n') - std::min(begin, other));
}

using Names = std::vector<std::string>;

TEST(ScenarioKinds, WithoutAKindTheModelSaysEverything) {
    const Scenario scenario = parsed(R"({"model": "cas-register"})");
    EXPECT_EQ(kind_name(scenario.workload), "cas-register");
    EXPECT_EQ(scenario.check.consistency, "linearizable");
    EXPECT_TRUE(scenario.check.checks.empty());
    EXPECT_EQ(parsed(R"({"model": "set"})").check.consistency, "linearizable");
}

TEST(ScenarioKinds, AKindHasItsOwnDefaults) {
    const Scenario set = parsed(R"({"kind": "set"})");
    EXPECT_EQ(kind_name(set.workload), "set");
    EXPECT_EQ(set.check.consistency, "none");
    EXPECT_EQ(set.check.checks, Names{"set"});
    EXPECT_EQ(set.workload.mix, (std::map<std::string, double>{{"add", 1}, {"read", 1}}));
    const Scenario kafka = parsed(R"({"kind": "kafka"})");
    EXPECT_EQ(kafka.workload.model, "");
    EXPECT_EQ(kafka.workload.keys, 4U);
    EXPECT_EQ(kafka.workload.mix.at("commit"), 0.5);
    const Scenario lin_kv = parsed(R"({"kind": "lin-kv"})");
    EXPECT_EQ(lin_kv.workload.model, "cas-register");
    EXPECT_EQ(lin_kv.check.consistency, "linearizable");
    EXPECT_EQ(parsed(R"({"kind": "pn-counter"})").check.consistency, "eventual");
}

TEST(ScenarioKinds, TheDocumentComesBeforeTheKind) {
    const Scenario scenario = parsed(R"({"kind": "queue", "model": "fifo-queue"})",
                                     R"({"consistency": "linearizable", "checks": ["stats"]})");
    EXPECT_EQ(scenario.workload.model, "fifo-queue");
    EXPECT_EQ(scenario.check.consistency, "linearizable");
    EXPECT_EQ(scenario.check.checks, Names{"stats"});
    EXPECT_TRUE(parsed(R"({"kind": "queue"})", R"({"checks": []})").check.checks.empty());
}

TEST(ScenarioKinds, WhatIsWrittenIsReadAgain) {
    for (const WorkloadKind& kind : workload_kinds()) {
        const Scenario scenario = parsed(fmt::format(R"({{"kind": "{}"}})", kind.name));
        const auto again = parse_scenario(core::to_json(to_value(scenario)), "again.json");
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(*again, scenario) << kind.name;
    }
}

TEST(ScenarioKinds, Parameters) {
    const Scenario bank = parsed(R"({"kind": "bank", "parameters": {"accounts": 3}})");
    EXPECT_EQ(parameter_of(bank.workload, "accounts"), 3);
    EXPECT_EQ(parameter_of(bank.workload, "total"), 80);
    EXPECT_EQ(error_of(R"({"kind": "bank", "parameters": {"acounts": 3}})"),
              "workload.parameters.acounts: a workload of kind bank has no parameter \"acounts\"; "
              "did you mean \"accounts\"?");
    EXPECT_EQ(error_of(R"({"parameters": {"accounts": 3}})"),
              "workload.parameters.accounts: a workload of kind register has no parameter "
              "\"accounts\"");
}

TEST(ScenarioKinds, WhatDoesNotFitIsNamed) {
    EXPECT_EQ(error_of(R"({"kind": "quue"})"),
              "workload.kind: unknown kind \"quue\"; did you mean \"queue\"?");
    EXPECT_EQ(error_of(R"({"kind": "bank", "model": "register"})"),
              "workload.model: the model register does not know what clients of kind bank do: "
              "leave it out");
    EXPECT_EQ(error_of(R"({"kind": "queue", "model": "register"})"),
              "workload.model: the model register does not know what clients of kind queue do; its "
              "own is unordered-queue");
    EXPECT_EQ(error_of(R"({"kind": "bank"})", R"({"consistency": "linearizable"})"),
              "check.consistency: no model judges a workload of kind bank: its checks do, and the "
              "consistency is none");
    EXPECT_EQ(error_of(R"({"kind": "set", "keys": 3})"),
              "workload.keys: operations of kind set have no keys: leave it out");
    EXPECT_EQ(error_of(R"({"kind": "total-queue", "mix": {"drain": 1}})"),
              "workload.mix.drain: unknown key \"drain\"; known are enqueue and dequeue");
    EXPECT_EQ(error_of("{}", R"({"checks": ["sets"]})"),
              "check.checks[0]: unknown check \"sets\"; did you mean \"set\"?");
}

TEST(ScenarioKinds, OperationsThatAreWrittenOutAreThoseOfTheKind) {
    const Scenario scenario =
        parsed(R"({"kind": "total-queue", "operations": [{"at": "1s", "f": "drain"}]})");
    EXPECT_EQ(scenario.workload.operations.front().f, "drain");
    EXPECT_EQ(error_of(R"({"kind": "echo", "operations": [{"at": "1s", "f": "read"}]})"),
              "workload.operations[0].f: unknown function \"read\"; known is echo");
}

}  // namespace
}  // namespace ordeal::harness
