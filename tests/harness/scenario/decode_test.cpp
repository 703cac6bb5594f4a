#include "harness/scenario/decode.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;

Scenario parsed(std::string_view text) {
    const auto scenario = parse_scenario(text, "test.json", test_names());
    EXPECT_TRUE(scenario) << scenario.error().message;
    return scenario ? *scenario : Scenario{};
}

/// The example of the plan, with a nemesis that uses every field.
constexpr std::string_view full = R"({
  "$schema": "../scenario.schema.json",
  "name": "abd-majority-partition",
  "system": {                        // what is on trial
    "nodes": 5,
    "command": ["abd", "spawn", "--id={node.id}", "--data={node.data}"],
    "environment": {"LOG": "{node.id}", "A": "b"},
    "port": 9000,
    "ready": {"tcp": "{node.ip}:7000", "within": "3s"},
    "world": "real"
  },
  "network": {"latency": {"distribution": "normal", "mean": "2ms", "jitter": "1ms"},
              "loss": 0.25, "duplicate": 0.5, "reorder": 1, "corrupt": 0.125,
              "mend-checksum": false, "rate": "10mbit"},
  "workload": {"client": "maelstrom", "model": "cas-register", "initial": [1, null], "keys": 4,
               "concurrency": 6, "rate": 300.5, "mix": {"read": 5, "write": 3.5, "cas": 2},
               "values": "distinct", "timeout": "250ms", "final-reads": false,
               "options": {"x": {"y": 1}}},
  "nemesis": [
    {"fault": "partition", "shape": "majorities-ring", "every": "4s", "for": "2s",
     "after": "1s", "stagger": "100ms"},
    {"fault": "kill", "target": "minority", "every": "7s", "restart-after": "1s"},
    {"fault": "partition", "grudge": {"n1": ["n2", "n3"], "n4": ["n1"]}, "at": "0"},
    {"fault": "pause", "target": ["n1", "n5"], "every": "3s", "flip-flop": true}
  ],
  "phases": {"warm-up": "0", "run": "20s", "recover": "4s"},
  "check": {"consistency": "linearizable", "min-ok": 100, "timeout": "2m"},
  "seed": 42
})";

TEST(DecodeScenario, ReadsEveryFieldOfTheSystem) {
    const Scenario scenario = parsed(full);
    EXPECT_EQ(scenario.name, "abd-majority-partition");
    EXPECT_EQ(scenario.seed, std::optional<std::uint64_t>(42));
    const SystemSpec& system = scenario.system;
    EXPECT_EQ(system.nodes, 5U);
    EXPECT_EQ(system.command,
              (std::vector<std::string>{"abd", "spawn", "--id={node.id}", "--data={node.data}"}));
    EXPECT_EQ(system.environment,
              (std::map<std::string, std::string>{{"A", "b"}, {"LOG", "{node.id}"}}));
    EXPECT_EQ(system.port, 9000);
    ASSERT_TRUE(system.ready);
    EXPECT_EQ(system.ready->tcp, "{node.ip}:7000");
    EXPECT_FALSE(system.ready->log || system.ready->http);
    EXPECT_TRUE(system.ready->command.empty());
    EXPECT_EQ(system.ready->within, 3s);
    EXPECT_EQ(system.world, "real");
}

TEST(DecodeScenario, ReadsEveryFieldOfTheNetwork) {
    nemesis::LinkRule rule;
    rule.latency = {nemesis::Distribution::normal, 2ms, 1ms};
    rule.loss = 0.25;
    rule.duplicate = 0.5;
    rule.reorder = 1;
    rule.corrupt = 0.125;
    rule.mend_checksum = false;
    rule.rate_bits_per_second = 10'000'000;
    EXPECT_EQ(parsed(full).network, rule);
}

TEST(DecodeScenario, ReadsEveryFieldOfTheWorkload) {
    WorkloadSpec workload;
    workload.client = "maelstrom";
    workload.model = "cas-register";
    workload.initial = core::Value::list({1, nullptr});
    workload.keys = 4;
    workload.concurrency = 6;
    workload.rate = 300.5;
    workload.mix = {{"read", 5}, {"write", 3.5}, {"cas", 2}};
    workload.values = 0;
    workload.timeout = 250ms;
    workload.final_reads = false;
    workload.options = core::Value::object({{"x", core::Value::object({{"y", 1}})}});
    EXPECT_EQ(parsed(full).workload, workload);
}

TEST(DecodeScenario, ReadsEveryFieldOfTheNemesis) {
    std::vector<nemesis::FaultPlan> plans(4);
    plans[0] = {"partition", "majorities-ring", {}, "one", {}, {}, {{}, 4s, 1s, 100ms, 2s, false}};
    plans[1] = {"kill", "", {}, "minority", {}, {}, {{}, 7s, 0s, 0s, 1s, false}};
    plans[2] = {"partition",
                "",
                nemesis::Grudge{{"n1", {"n2", "n3"}}, {"n4", {"n1"}}},
                "one",
                {},
                {},
                {0s, {}, 0s, 0s, {}, false}};
    plans[3] = {"pause", "", {}, "one", {"n1", "n5"}, {}, {{}, 3s, 0s, 0s, {}, true}};
    EXPECT_EQ(parsed(full).nemesis, plans);
}

TEST(DecodeScenario, ReadsPhasesAndCheck) {
    const Scenario scenario = parsed(full);
    EXPECT_EQ(scenario.phases, (Phases{0s, 20s, 4s}));
    EXPECT_EQ(scenario.check, (CheckSpec{"linearizable", 100, 2min}));
}

TEST(DecodeScenario, LeavesDefaultsWhereNothingIsSaid) {
    Scenario expected;
    expected.name = "x";
    expected.system.command = {"a"};
    expected.workload.mix = {{"read", 1}, {"write", 1}};  // what the model has, equally
    EXPECT_EQ(parsed(R"({"name": "x", "system": {"command": ["a"]}})"), expected);
    EXPECT_EQ(parsed(R"({"name": "x", "system": {"command": ["a"]}, "nemesis": [], "network": {},
                        "workload": {"mix": {}}, "phases": {}, "check": {}})"),
              expected);
}

TEST(DecodeScenario, EveryProbeIsRead) {
    const auto probe = [](std::string_view ready) {
        return *parsed(fmt::format(R"({{"name": "x", "system": {{"command": ["a"],
                                       "ready": {}}}}})",
                                   ready))
                    .system.ready;
    };
    EXPECT_EQ(probe(R"({"log": "^listening on [0-9]+$"})").log, "^listening on [0-9]+$");
    EXPECT_EQ(probe(R"({"http": "http://{node.ip}/"})").http, "http://{node.ip}/");
    EXPECT_EQ(probe(R"({"command": ["test", "-e", "x"]})").command.size(), 3U);
    EXPECT_EQ(probe(R"({"tcp": "{node.ip}:1"})").within, 10s);
}

/// What a run stores must be the scenario itself.
void expect_round_trip(const Scenario& scenario) {
    const std::string text = core::to_pretty_json(to_value(scenario));
    const auto again = parse_scenario(text, "scenario.json", test_names());
    ASSERT_TRUE(again) << again.error().message << "\n" << text;
    EXPECT_EQ(*again, scenario) << text;
    EXPECT_EQ(to_value(*again), to_value(scenario));
}

TEST(ScenarioToValue, ComesBackTheSame) {
    expect_round_trip(parsed(full));
    expect_round_trip(parsed(R"({"name": "x", "system": {"command": ["a"]}})"));
    for (const char* fault :
         {R"({"fault": "kill", "at": "1s"})", R"({"fault": "kill", "every": "1s", "for": "1ms"})",
          R"({"fault": "pause", "target": "all", "at": "1s", "stagger": "7ns", "for": "1us"})",
          R"({"fault": "partition", "shape": "one-way", "every": "1.5s", "flip-flop": true})",
          R"({"fault": "clock-drift", "at": "1s"})",
          R"({"fault": "clock-drift", "target": "all", "rate": [0.1, 0.9], "at": "1s"})",
          R"({"fault": "clock-bump", "offset": "-1.5s", "every": "1s", "for": "10ms"})",
          R"({"fault": "lying-fsync", "target": ["n2"], "at": "1s", "for": "3s"})",
          R"({"fault": "power-loss", "target": "all", "every": "4s", "restart-after": "1s"})"})
        expect_round_trip(parsed(fmt::format(
            R"({{"name": "x", "system": {{"command": ["a"]}}, "nemesis": [{}]}})", fault)));
    for (const char* rate : {"unlimited", "7bit", "1500bit", "10kbit", "999999999gbit"})
        expect_round_trip(parsed(fmt::format(
            R"({{"name": "x", "system": {{"command": ["a"]}}, "network": {{"rate": "{}"}}}})",
            rate)));
}

TEST(DecodeScenario, ReadsHowClocksAreWrong) {
    const auto plan = [](std::string_view members) {
        return parsed(fmt::format(R"({{"name": "x", "system": {{"command": ["a"]}},
                                      "nemesis": [{{{}, "at": "1s"}}]}})",
                                  members))
            .nemesis.at(0);
    };
    using Rate = nemesis::Range<double>;
    using Offset = nemesis::Range<core::Nanoseconds>;
    EXPECT_EQ(plan(R"("fault": "clock-drift")").rate, (Rate{0.5, 2}));
    EXPECT_EQ(plan(R"("fault": "clock-drift", "rate": 3)").rate, (Rate{3, 3}));
    EXPECT_EQ(plan(R"("fault": "clock-drift", "rate": [0.9, 1.1])").rate, (Rate{0.9, 1.1}));
    EXPECT_EQ(plan(R"("fault": "clock-bump")").offset, (Offset{-1s, 1s}));
    EXPECT_EQ(plan(R"("fault": "clock-bump", "offset": "-20ms")").offset, (Offset{-20ms, -20ms}));
    EXPECT_EQ(plan(R"("fault": "clock-bump", "offset": ["-1h", "0"])").offset, (Offset{-1h, 0s}));
}

TEST(ScenarioToValue, FillsInTheDefaults) {
    const core::Value value = to_value(parsed(R"({"name": "x", "system": {"command": ["a"]}})"));
    EXPECT_EQ(core::to_json(*value.find("workload")),
              R"({"client":"maelstrom","model":"register","initial":null,"keys":1,)"
              R"("concurrency":5,"rate":100,"mix":{"read":1,"write":1},"values":5,)"
              R"("timeout":"1s","final-reads":true,"options":{}})");
    EXPECT_EQ(core::to_json(*value.find("phases")),
              R"({"warm-up":"1s","run":"10s","recover":"5s","settle":"0s"})");
    EXPECT_EQ(value.find("seed"), nullptr);  // there is none
}

TEST(LoadScenario, SaysWhyAFileCannotBeRead) {
    const auto error = [](const std::string& path) {
        const auto scenario = load_scenario(path, test_names());
        return scenario ? std::string("loaded") : scenario.error().message;
    };
    EXPECT_EQ(error("/nowhere/x.json"), "/nowhere/x.json: No such file or directory");
    EXPECT_EQ(error("/"), "/: Is a directory");
    EXPECT_EQ(error("/dev/zero"), "/dev/zero: larger than a megabyte: that is no scenario");
}

}  // namespace
}  // namespace ordeal::harness
