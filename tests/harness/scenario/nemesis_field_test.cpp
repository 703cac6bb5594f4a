// The field `nemesis` in all its forms: presets, groups, swarms, quiet periods.
#include <chrono>
#include <set>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "nemesis/composition/presets.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;

core::Result<Scenario> parsed(std::string_view nemesis, std::size_t nodes = 3) {
    return parse_scenario(fmt::format(R"({{"name": "x", "nemesis": {},
        "system": {{"nodes": {}, "command": ["a"]}}, "phases": {{"run": "20s"}}}})",
                                      nemesis, nodes),
                          "s.json", test_names());
}

Scenario read(std::string_view nemesis) {
    auto scenario = parsed(nemesis);
    EXPECT_TRUE(scenario) << nemesis << ": " << scenario.error().message;
    return scenario.value_or(Scenario{});
}

/// The first line of the error, from the path on.
std::string error(std::string_view nemesis, std::size_t nodes = 3) {
    const auto scenario = parsed(nemesis, nodes);
    if (scenario) return "it was accepted";
    const std::string& message = scenario.error().message;
    const auto path = message.find("nemesis");
    return message.substr(path, message.find('\n') - path);
}

TEST(NemesisField, TakesPresetsAmongPlans) {
    const Scenario scenario = read(R"(["partition-halves", {"fault": "kill", "at": "1s"},
                                       "pause-all"])");
    ASSERT_EQ(scenario.nemesis.size(), 3U);
    EXPECT_EQ(scenario.nemesis[0].shape, "halves");
    EXPECT_EQ(scenario.nemesis[0].timing, nemesis::rhythm(5s));  // a quarter of the run
    EXPECT_EQ(scenario.nemesis[1].fault, "kill");
    EXPECT_EQ(scenario.nemesis[2].target, "all");
    EXPECT_EQ(scenario.composition, nemesis::Composition());
}

TEST(NemesisField, IsOneWordOrAnObject) {
    EXPECT_EQ(read(R"("kill-one")"), read(R"(["kill-one"])"));
    EXPECT_EQ(read(R"({"faults": "kill-one"})"), read(R"(["kill-one"])"));
    EXPECT_EQ(read(R"({"faults": ["kill-one"], "interval": "2s"})").nemesis.at(0).timing,
              nemesis::rhythm(2s));
    EXPECT_EQ(read(R"("everything")").composition.groups, (std::vector<std::string>{"everything"}));
    EXPECT_EQ(read(R"({"faults": "packet", "interval": "2s"})").composition.interval, 2s);
}

TEST(NemesisField, ReadsSwarmAndQuiet) {
    const Scenario scenario = read(R"({"swarm": ["kill-one", "packet"], "probability": 0.25,
        "strength": [0.5, 0.75], "at-least": 2, "quiet": {"every": "10s", "for": "3s"}})");
    EXPECT_EQ(scenario.nemesis.size(), 1U);
    const nemesis::Composition expected{.groups = {"packet"},
                                        .swarm = nemesis::Swarm{0.25, {0.5, 0.75}, 2},
                                        .quiet = nemesis::Quiet{10s, 3s}};
    EXPECT_EQ(scenario.composition, expected);
    EXPECT_EQ(read(R"({"swarm": []})").composition.swarm, nemesis::Swarm());
}

TEST(NemesisField, ComesBackTheSame) {
    for (const char* nemesis :
         {R"("kill-one")", R"(["packet", "kill-one", "everything"])",
          R"({"faults": "everything", "interval": "3s"})", R"({"swarm": []})",
          R"({"faults": [], "quiet": {"every": "4s", "for": "1s"}})",
          R"({"swarm": ["clock", {"fault": "kill", "at": "1s"}], "strength": 0.5,
              "quiet": {"every": "4s", "for": "1s"}})"}) {
        const Scenario scenario = read(nemesis);
        const std::string text = core::to_json(to_value(scenario));
        const auto again = parse_scenario(text, "again.json", test_names());
        ASSERT_TRUE(again) << again.error().message << text;
        EXPECT_EQ(*again, scenario) << text;
    }
}

TEST(NemesisField, SaysWhatIsWrong) {
    EXPECT_EQ(error(R"(["kil-one"])"),
              "nemesis[0]: unknown preset \"kil-one\"; did you mean \"kill-one\"?");
    EXPECT_EQ(error(R"(["kill-one", 7])"), "nemesis[1]: expected an object, got the integer 7");
    EXPECT_EQ(error(R"(["partition-majority"])", 2),
              "nemesis[0]: shape \"majority\" needs at least 3 nodes, and there are 2");
    EXPECT_EQ(error("{}"), "nemesis: expected \"faults\" or \"swarm\": what is broken?");
    EXPECT_EQ(error(R"({"faults": [], "swarm": []})"),
              "nemesis.swarm: \"swarm\" does not go with \"faults\": one of them is enough");
    EXPECT_EQ(error(R"({"faults": [], "strength": 1})"),
              "nemesis.strength: \"strength\" belongs to \"swarm\"");
    EXPECT_EQ(error(R"({"swarm": [], "strength": 0})"),
              "nemesis.strength: expected more than 0: nothing would happen");
    EXPECT_EQ(error(R"({"faults": [], "interval": "21s"})"),
              "nemesis.interval: longer than the run phase, which lasts 20s");
    EXPECT_EQ(error(R"({"faults": [], "quiet": {"every": "2s", "for": "2s"}})"),
              "nemesis.quiet: expected \"for\" to be shorter than \"every\": nothing would happen");
    EXPECT_EQ(error(R"({"faults": [], "quiet": {"every": "30s", "for": "2s"}})"),
              "nemesis.quiet: never comes: the run phase ends after 20s");
    EXPECT_EQ(error(R"({"faults": [{"fault": "kill", "at": "30s"}]})"),
              "nemesis.faults[0].at: never happens: the run phase ends after 20s");
}

std::string schedule_text(const RunPlan& plan) {
    std::string text;
    for (const nemesis::Step& step : plan.schedule)
        text += core::to_json(to_value(step)) + "\n";
    return text;
}

/// All forms: the same seed gives the same schedule, and so does the scenario that the run keeps.
TEST(NemesisField, GivesTheSameScheduleForTheSameSeed) {
    for (const char* nemesis :
         {R"("everything")", R"(["kill-one", "packet", {"fault": "pause", "every": "3s",
             "for": "1s", "stagger": "1s"}])",
          R"({"swarm": "everything", "quiet": {"every": "5s", "for": "1s"}})",
          R"({"swarm": ["kill-one", "pause-one", "loss-all"], "interval": "2s"})"}) {
        const Scenario scenario = read(nemesis);
        std::set<std::string> different;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const RunPlan plan = plan_run(scenario, seed).value();
            const std::string schedule = schedule_text(plan);
            EXPECT_EQ(schedule_text(plan_run(scenario, seed).value()), schedule);
            const std::string kept = core::to_json(to_value(plan.scenario));
            const auto again = parse_scenario(kept, "kept.json", test_names());
            ASSERT_TRUE(again) << again.error().message << kept;
            EXPECT_EQ(schedule_text(plan_run(*again, seed).value()), schedule) << kept;
            different.insert(schedule);
        }
        EXPECT_EQ(different.size(), 20U) << nemesis;
    }
}

}  // namespace
}  // namespace ordeal::harness
