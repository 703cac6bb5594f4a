#include "harness/checks/evidence_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::Verdict;
using nemesis::FaultRecord;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

FaultRecord record(nemesis::FaultId id, bool bit) {
    FaultRecord result;
    result.id = id;
    result.fault = nemesis::Kill{{"n1"}};
    result.began = 1s;
    result.ended = 2s;
    result.at_end.bit = bit;
    return result;
}

FaultRecord not_begun(nemesis::FaultId id) {
    FaultRecord result = record(id, false);
    result.began.reset();
    result.ended.reset();
    result.errors = {"no such pid"};
    return result;
}

FaultRecord not_ended(nemesis::FaultId id) {
    FaultRecord result = record(id, true);
    result.ended.reset();
    result.errors = {"not ready", "still not ready"};
    return result;
}

TEST(FaultsBit, AllWellWithoutWarnings) {
    const CheckResult result = check_faults_bit({record(1, true), record(2, true)});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_TRUE(result.warnings.empty());
    EXPECT_EQ(result.explanation, "2 of 2 faults touched something");
    EXPECT_EQ(check_faults_bit({}, Toothless::unknown).verdict, Verdict::valid);
}

TEST(FaultsBit, WarnsOfEachFaultThatDidNotDoItsWork) {
    const std::vector<FaultRecord> faults = {record(1, true), record(2, false), not_begun(3),
                                             not_ended(4)};
    const CheckResult result = check_faults_bit(faults);
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_THAT(result.warnings, ElementsAre("fault 2 (kill n1) touched nothing",
                                             "fault 3 (kill n1) did not take hold: no such pid",
                                             "fault 4 (kill n1) was not ended: still not ready"));
    EXPECT_EQ(core::to_json(result.details),
              R"({"faults":4,"bit":2,"touched-nothing":1,"not-begun":1,"not-ended":1})");
}

TEST(FaultsBit, IsUnknownWhereTheScenarioInsists) {
    EXPECT_EQ(check_faults_bit({record(1, true)}, Toothless::unknown).verdict, Verdict::valid);
    EXPECT_EQ(check_faults_bit({record(1, false)}, Toothless::unknown).verdict, Verdict::unknown);
    EXPECT_EQ(check_faults_bit({not_begun(1)}, Toothless::unknown).verdict, Verdict::unknown);
}

TEST(CrashedNodes, NoneIsValid) {
    EXPECT_EQ(check_crashed_nodes({}).verdict, Verdict::valid);
}

TEST(CrashedNodes, ANodeThatDiesByItselfMakesTheRunInvalid) {
    for (const char* how : {"signal 11 (Segmentation fault)", "signal 6 (Aborted)", "exit code 0",
                            "exit code 3", "signal 99", "signal 15x"}) {
        const CheckResult result = check_crashed_nodes({{"n2", how, "last words\n"}});
        EXPECT_EQ(result.verdict, Verdict::invalid) << how;
        EXPECT_EQ(result.explanation, std::string("n2 ended by itself: ") + how);
    }
}

TEST(CrashedNodes, TellWhenAndWhatTheySaid) {
    const Crash crash{.node = "n1",
                      .how = "exit code 2",
                      .last_lines = "goroutine 1\n",
                      .why = "panic: \"no\"",
                      .seen = std::chrono::milliseconds(3708)};
    EXPECT_EQ(check_crashed_nodes({crash}).explanation,
              R"(n1 ended by itself at 3.708 s: exit code 2, "panic: \"no\"")");
}

TEST(CrashedNodes, WhatSomebodyElseKilledLeavesTheRunUnknown) {
    for (const char* how : {"signal 9 (Killed)", "signal 9", "signal 15 (Terminated)"}) {
        const CheckResult result = check_crashed_nodes({{"n2", how, ""}});
        EXPECT_EQ(result.verdict, Verdict::unknown) << how;
        EXPECT_THAT(result.explanation, HasSubstr("somebody else"));
    }
}

TEST(CrashedNodes, TheirOwnDeathsOutweighThoseBySomebodyElse) {
    const CheckResult result = check_crashed_nodes(
        {{"n1", "signal 9 (Killed)", ""}, {"n3", "exit code 1", "x"}, {"n2", "exit code 2", ""}});
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.explanation, "n3 ended by itself: exit code 1, and 1 more");
    EXPECT_THAT(core::to_json(result.details),
                StartsWith(R"x({"crashes":[{"node":"n1","how":"signal 9 (Killed)",)x"));
}

}  // namespace
}  // namespace ordeal::harness
