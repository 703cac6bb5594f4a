// A run that is written out gives the same history, to the byte: with nothing drawn any more.
#include "harness/shrink/write_out.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/scenario/decode.hpp"
#include "tests/harness/simulation/simulated_abd.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;

nemesis::FaultPlan repeated(const std::string& kind) {
    nemesis::FaultPlan plan;
    plan.fault = kind;
    plan.timing.every = 900ms;
    plan.timing.stagger = 200ms;
    plan.timing.lasts = 300ms;
    if (kind == "partition") plan.shape = "majorities-ring";
    return plan;
}

Scenario with_faults(const std::vector<std::string>& kinds) {
    Scenario scenario = test::scenario();
    for (const std::string& kind : kinds)
        scenario.nemesis.push_back(repeated(kind));
    return scenario;
}

/// Whether the run of this seed, written out and read again, has the same history.
void expect_same(const Scenario& drawn, std::uint64_t seed) {
    const auto plan = plan_run(drawn, seed);
    ASSERT_TRUE(plan);
    const auto history = test::run(drawn, seed).evidence.history;
    const auto written = write_out(drawn, plan->schedule, history);
    ASSERT_TRUE(written);
    const auto read = parse_scenario(core::to_pretty_json(to_value(*written)), "written.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, *written);
    EXPECT_TRUE(core::to_jsonl(test::run(*read, seed).evidence.history) == core::to_jsonl(history))
        << "seed " << seed << " of " << core::to_json(to_value(drawn));
    for (const auto& fault : written->nemesis)
        EXPECT_TRUE(fault.timing.at && fault.timing.lasts && !fault.timing.every);
}

TEST(WriteOut, TheSameSeedGivesTheSameHistory) {
    const std::vector<std::string> kinds{"partition",  "kill",        "pause",      "power-loss",
                                         "clock-bump", "clock-drift", "lying-fsync"};
    for (const std::string& kind : kinds)
        expect_same(with_faults({kind, "clock-bump"}), 1);
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        expect_same(with_faults(kinds), seed);
}

TEST(WriteOut, AHistoryWithoutOperationsIsAnError) {
    EXPECT_FALSE(write_out(with_faults({}), {}, {}));
}

}  // namespace
}  // namespace ordeal::harness
