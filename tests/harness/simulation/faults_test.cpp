// Whole runs under faults of clocks and disks.
#include "core/history/jsonl.hpp"
#include "tests/harness/simulation/simulated_abd.hpp"

namespace ordeal::harness {
namespace {

using namespace test;
using examples::AbdBug;

nemesis::FaultPlan on(const std::string& kind, const std::string& target) {
    nemesis::FaultPlan plan = fault(kind);
    plan.target = target;
    return plan;
}

TEST(SimulationFaults, SeedAndScenarioDetermineEveryByte) {
    const Scenario all =
        with_faults({on("clock-drift", "all"), on("clock-bump", "majority"),
                     on("lying-fsync", "minority"), fault("kill"), on("power-loss", "one")});
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const SimulatedRun first = run(all, seed, AbdBug::none, true);
        const SimulatedRun again = run(all, seed, AbdBug::none, true);
        EXPECT_EQ(core::to_jsonl(first.evidence.history), core::to_jsonl(again.evidence.history));
        EXPECT_EQ(first.trace, again.trace);
        EXPECT_EQ(first.faults, again.faults);
        EXPECT_TRUE(first.evidence.errors.empty());
        for (const auto& record : first.evidence.faults)
            EXPECT_TRUE(record.began && record.ended) << kind(record.fault);
    }
}

TEST(SimulationFaults, TheCorrectRegisterSurvivesClocksAndPowerLosses) {
    const Scenario all = with_faults(
        {on("clock-drift", "all"), on("clock-bump", "majority"), on("power-loss", "minority")});
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        EXPECT_EQ(verdict(run(all, seed)), core::Verdict::valid) << "seed " << seed;
}

TEST(SimulationFaults, DisksThatLieBreakEvenTheCorrectRegister) {
    Scenario all = with_faults({on("lying-fsync", "all"), on("kill", "majority")});
    all.nemesis[1].timing.after = 500ms;
    all.nemesis[1].timing.lasts = 50ms;
    bool broken = false;
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
        broken = broken || verdict(run(all, seed)) == core::Verdict::invalid;
    EXPECT_TRUE(broken);
}

}  // namespace
}  // namespace ordeal::harness
