#include "harness/runner/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

RunReport judge(const RunEvidence& evidence) {
    Scenario scenario;
    scenario.check.min_ok = 0;
    scenario.workload.mix = {{"read", 1.0}, {"write", 1.0}};
    Interruption interruption;
    return judge_run(plan_run(std::move(scenario), 1).value(), evidence, interruption);
}

TEST(Judging, ARunThatItsWorldEndedIsInvalidForThatReason) {
    RunEvidence evidence;
    evidence.failure = core::Error{"node n2 wrote what is no message"};
    const RunReport report = judge(evidence);
    EXPECT_EQ(report.verdict, core::Verdict::invalid);
    ASSERT_FALSE(report.checks.empty());
    EXPECT_EQ(report.checks.front().name, "protocol");
    EXPECT_EQ(report.checks.front().explanation, "node n2 wrote what is no message");
}

TEST(Judging, WithoutTroubleNothingIsSaidOfTheProtocol) {
    for (const CheckResult& check : judge({}).checks)
        EXPECT_NE(check.name, "protocol");
}

}  // namespace
}  // namespace ordeal::harness
