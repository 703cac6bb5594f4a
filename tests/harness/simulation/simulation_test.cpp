// Whole runs in virtual time of the register by ABD, correct and with its planted bugs.
#include <map>

#include <gmock/gmock.h>

#include "core/history/jsonl.hpp"
#include "tests/harness/simulation/simulated_abd.hpp"

namespace ordeal::harness {
namespace {

using namespace test;
using core::EventType;
using examples::Abd;
using examples::AbdBug;
using ::testing::HasSubstr;

std::map<EventType, int> counts(const core::History& history) {
    std::map<EventType, int> counts;
    for (const core::Event& event : history)
        if (event.process.is_client()) ++counts[event.type];
    return counts;
}

TEST(Simulation, WithoutFaultsEverythingIsAnswered) {
    const SimulatedRun one = run(scenario(), 1);
    auto answered = counts(one.evidence.history);
    EXPECT_GT(answered[EventType::ok], 1000);
    EXPECT_EQ(answered[EventType::ok], answered[EventType::invoke]);
    EXPECT_EQ(verdict(one), core::Verdict::valid);
}

TEST(Simulation, SeedAndScenarioDetermineEveryByte) {
    const Scenario all = with_faults({fault("partition", "majorities-ring"), fault("kill")});
    const SimulatedRun first = run(all, 7, AbdBug::none, true);
    const SimulatedRun again = run(all, 7, AbdBug::none, true);
    EXPECT_EQ(core::to_jsonl(first.evidence.history), core::to_jsonl(again.evidence.history));
    EXPECT_EQ(first.trace, again.trace);
    EXPECT_EQ(first.faults, again.faults);
    EXPECT_GT(first.trace.size(), 100'000);
    EXPECT_NE(core::to_jsonl(first.evidence.history), core::to_jsonl(run(all, 8).evidence.history));
}

TEST(Simulation, ATraceChangesNothing) {
    const Scenario all = with_faults({fault("pause")});
    EXPECT_EQ(core::to_jsonl(run(all, 3).evidence.history),
              core::to_jsonl(run(all, 3, AbdBug::none, true).evidence.history));
}

TEST(Simulation, TheCorrectRegisterStaysLinearizableUnderEveryFault) {
    for (const char* kind : {"kill", "pause", "partition"}) {
        const Scenario all =
            with_faults({fault(kind, kind == std::string("partition") ? "one" : "")});
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const SimulatedRun one = run(all, seed);
            EXPECT_EQ(verdict(one), core::Verdict::valid) << kind << ", seed " << seed;
            EXPECT_GT(counts(one.evidence.history)[EventType::ok], 300);
            ASSERT_FALSE(one.evidence.faults.empty());
            for (const auto& record : one.evidence.faults) {
                EXPECT_TRUE(record.began && record.ended) << kind;
                EXPECT_TRUE(record.bit()) << kind << ", seed " << seed;
            }
        }
    }
}

/// The first of so many seeds whose history is not linearizable.
std::optional<std::uint64_t> first_bad_seed(const Scenario& scenario, AbdBug bug,
                                            std::uint64_t seeds) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        if (verdict(run(scenario, seed, bug)) == core::Verdict::invalid) return seed;
    return std::nullopt;
}

TEST(Simulation, FindsThePlantedBugs) {
    Scenario slow = with_faults({fault("partition", "majorities-ring"), fault("kill")});
    slow.network.latency.mean = 10ms;
    EXPECT_TRUE(first_bad_seed(slow, AbdBug::no_quorum, 5));
    EXPECT_TRUE(first_bad_seed(slow, AbdBug::no_write_back, 50));
    EXPECT_TRUE(first_bad_seed(slow, AbdBug::forgets, 300));
}

TEST(Simulation, ADeadNodeRefusesAndAPausedOneIsLate) {
    Scenario one = with_faults({fault("kill")});
    bool refused = false;
    for (const core::Event& event : run(one, 1).evidence.history)
        if (event.type == EventType::fail && event.error)
            refused |= event.error->starts_with("connection refused: nothing listens on n");
    EXPECT_TRUE(refused);
    one = with_faults({fault("pause")});
    const SimulatedRun paused = run(one, 1);
    auto answered = counts(paused.evidence.history);
    EXPECT_EQ(answered[EventType::fail], 0);
    EXPECT_GT(answered[EventType::info], 0) << "a pause is longer than the clients' patience";
}

TEST(Simulation, ARunThatIsToStopIsHealedAndJudged) {
    const Scenario all = with_faults({fault("partition", "one")});
    const auto plan = plan_run(all, 1);
    const std::atomic<bool> stop{true};
    SimulationOptions options;
    options.stop = &stop;
    const auto ended = simulate(
        *plan, [](std::size_t nodes) { return actors::make_cluster(Abd(), nodes); }, options);
    ASSERT_TRUE(ended);
    EXPECT_LT(ended->evidence.seconds, 1);
}

TEST(Simulation, SaysByNameWhatItCannotDo) {
    Scenario corrupt = scenario();
    corrupt.network.corrupt = 0.1;
    EXPECT_THAT(can_simulate(corrupt).error().message, HasSubstr("network.corrupt"));
    Scenario other = scenario();
    other.workload.client = "etcd";
    EXPECT_THAT(can_simulate(other).error().message, HasSubstr("etcd"));
    EXPECT_TRUE(can_simulate(scenario()));
}

}  // namespace
}  // namespace ordeal::harness
