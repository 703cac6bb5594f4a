// Variations are valid scenarios, and ask no more of a system than the original.
#include "harness/hunt/vary.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/scenario/validate.hpp"
#include "nemesis/composition/presets.hpp"
#include "nemesis/targets.hpp"

namespace ordeal::harness {
namespace {

Scenario read(const std::string& text) {
    const auto scenario = parse_scenario(text, "test.json");
    EXPECT_TRUE(scenario) << scenario.error().message;
    return *scenario;
}

/// Scenarios that differ in what variations look at.
std::vector<Scenario> originals() {
    return {
        read(R"({"name": "plain", "system": {"command": ["abd"]}})"),
        read(R"({"name": "alone", "system": {"nodes": 1, "command": ["abd"]},
                 "workload": {"model": "cas-register", "mix": {"cas": 1}},
                 "nemesis": [{"fault": "kill", "target": "all", "at": "9s"}]})"),
        read(R"({"name": "much", "system": {"nodes": 5, "command": ["abd"]},
                 "network": {"latency": {"distribution": "normal", "mean": "2ms", "jitter": "1ms"},
                             "loss": 0.3, "duplicate": 0.1, "reorder": 0.01},
                 "workload": {"keys": 60, "concurrency": 9, "values": "distinct"},
                 "nemesis": [{"fault": "partition", "grudge": {"n1": ["n2"]}, "at": "1s"},
                             {"fault": "partition", "shape": "one", "every": "4s", "for": "2s"},
                             {"fault": "kill", "target": "minority", "every": "7s",
                              "restart-after": "1s"},
                             {"fault": "pause", "target": ["n3", "n5"], "every": "3s",
                              "flip-flop": true}],
                 "phases": {"warm-up": "0s", "run": "30s", "recover": "0s"}})"),
        read(R"({"name": "short", "system": {"command": ["abd"]},
                 "nemesis": [{"fault": "kill", "at": "1ms"}],
                 "phases": {"warm-up": "0s", "run": "15ms", "recover": "0s"}})"),
    };
}

std::vector<Scenario> variations(const Scenario& original, const Variety& variety) {
    std::vector<Scenario> all;
    const core::Random random(5);
    for (std::uint64_t i = 0; i < 400; ++i) {
        all.push_back(vary(original, variety, random.split(i)));
        all.push_back(mutate(all[all.size() / 2], original, variety, random.split(1000 + i)));
    }
    return all;
}

TEST(Vary, AHuntHasAllFaultsOfAGroup) {
    const Scenario grouped = read(R"({"name": "all", "system": {"command": ["abd"]},
        "nemesis": {"swarm": ["everything", {"fault": "kill", "at": "1s"}],
                    "quiet": {"every": "2s", "for": "1s"}}})");
    const auto able = [](std::string_view kind) -> core::Result<void> {
        if (nemesis::belongs(kind, nemesis::Family::links)) return {};
        return core::fail("not here");
    };
    const auto all = with_all_faults(grouped, able);
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_EQ(all->composition, nemesis::Composition());
    EXPECT_EQ(all->nemesis.size(), 1 + nemesis::group("packet").size());
}

TEST(Vary, EveryVariationIsAValidScenario) {
    for (const Scenario& original : originals())
        for (const bool any_fault : {false, true})
            for (const Scenario& one : variations(original, {any_fault})) {
                const std::string text = core::to_pretty_json(to_value(one));
                const auto again = parse_scenario(text, "variation.json");
                ASSERT_TRUE(again) << again.error().message << text;
                EXPECT_EQ(*again, one) << text;
                const auto plan = plan_run(one, 1);
                EXPECT_TRUE(plan) << plan.error().message << text;
            }
}

/// How many nodes a fault of this plan can hit at once.
std::size_t reach(const nemesis::FaultPlan& plan, std::size_t nodes) {
    if (!plan.nodes.empty()) return plan.nodes.size();
    core::Random any(0);
    return nemesis::choose_nodes(plan.target, node_names(nodes), any)->size();
}

TEST(Vary, NoVariationAsksForTroubleThatTheOriginalDoesNotHave) {
    for (const Scenario& original : originals()) {
        std::multimap<std::string, std::size_t> allowed;
        for (const auto& plan : original.nemesis)
            allowed.emplace(plan.fault, reach(plan, original.system.nodes));
        for (const Scenario& one : variations(original, {})) {
            EXPECT_EQ(one.system, original.system);
            EXPECT_EQ(one.workload.model, original.workload.model);
            EXPECT_EQ(one.workload.values, original.workload.values);
            EXPECT_LE(one.workload.keys, original.workload.keys);
            EXPECT_LE(one.network.loss, original.network.loss * 1.5);
            EXPECT_LE(one.network.duplicate, original.network.duplicate * 1.5);
            EXPECT_LE(one.network.reorder, original.network.reorder * 1.5);
            EXPECT_EQ(one.network.corrupt, 0);
            EXPECT_LE(one.phases.run, original.phases.run);
            EXPECT_LE(one.nemesis.size(), original.nemesis.size());
            for (const auto& plan : one.nemesis) {
                const auto [first, last] = allowed.equal_range(plan.fault);
                ASSERT_NE(first, last) << plan.fault;
                EXPECT_TRUE(std::any_of(first, last, [&](const auto& entry) {
                    return reach(plan, original.system.nodes) <= entry.second;
                }));
            }
        }
    }
}

TEST(Vary, EachPartIsSometimesThereAndSometimesNot) {
    const Scenario original = originals()[2];
    std::set<std::size_t> faults;
    std::set<bool> lossy;
    std::set<std::string> mixes;
    std::set<core::Nanoseconds> latencies;
    for (const Scenario& one : variations(original, {})) {
        faults.insert(one.nemesis.size());
        lossy.insert(one.network.loss > 0);
        std::string functions;
        for (const auto& [function, weight] : one.workload.mix)
            functions += function;
        mixes.insert(functions);
        latencies.insert(one.network.latency.mean);
    }
    EXPECT_EQ(faults, (std::set<std::size_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(lossy.size(), 2);
    EXPECT_EQ(mixes, (std::set<std::string>{"read", "write", "readwrite"}));
    EXPECT_GT(latencies.size(), 100);
}

TEST(Vary, AnyFaultAddsThoseThatTheOriginalDoesNotHave) {
    std::set<std::string> kinds;
    double loss = 0;
    for (const Scenario& one : variations(originals()[0], {.any_fault = true})) {
        loss = std::max(loss, one.network.loss);
        for (const auto& plan : one.nemesis)
            kinds.insert(plan.fault);
    }
    EXPECT_EQ(kinds, (std::set<std::string>{"kill", "partition", "pause"}));
    EXPECT_GT(loss, 0.1);
}

TEST(Vary, TheSameRandomNumbersGiveTheSameVariation) {
    const Scenario original = originals()[2];
    EXPECT_EQ(vary(original, {}, core::Random(3)), vary(original, {}, core::Random(3)));
    EXPECT_NE(vary(original, {}, core::Random(3)), vary(original, {}, core::Random(4)));
}

}  // namespace
}  // namespace ordeal::harness
