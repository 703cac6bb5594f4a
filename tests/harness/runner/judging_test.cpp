#include "harness/runner/judging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

RunReport judge(const RunEvidence& evidence, Scenario scenario = {}) {
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

core::Verdict faults_bit(const RunReport& report) {
    for (const CheckResult& check : report.checks)
        if (check.name == "faults-bit") return check.verdict;
    ADD_FAILURE() << "it is not checked whether faults bit";
    return core::Verdict::invalid;
}

TEST(Judging, AFaultThatTouchedNothingIsAWarningUnlessTheScenarioSaysThatItMustBite) {
    RunEvidence evidence;
    nemesis::FaultRecord record;
    record.fault = nemesis::Kill{{"n1"}};
    record.began = record.ended = core::Nanoseconds{1};
    evidence.faults = {record};
    Scenario scenario;
    EXPECT_EQ(faults_bit(judge(evidence, scenario)), core::Verdict::valid);
    scenario.check.must_bite = true;
    EXPECT_EQ(faults_bit(judge(evidence, scenario)), core::Verdict::unknown);
    evidence.faults.front().at_begin.bit = true;
    EXPECT_EQ(faults_bit(judge(evidence, scenario)), core::Verdict::valid);
}

}  // namespace
}  // namespace ordeal::harness
