#include "nemesis/mechanisms/system_calls/call_rules.hpp"

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::set<int> numbers(const std::vector<std::string>& names) {
    return call_numbers(names).value();
}

CallRule failing(const std::vector<std::string>& calls, int error = EIO) {
    return {.action = CallAction::fail, .calls = numbers(calls), .error = error};
}

/// Which of so many fdatasyncs of `file` are hit.
std::string pattern(CallRules& rules, int count, const std::string& file = "wal") {
    std::string hits;
    for (int i = 0; i < count; ++i)
        hits += rules.decide(*find_call(SYS_fdatasync), {file}, false).fault ? 'x' : '.';
    return hits;
}

std::string drawn(std::uint64_t seed, double probability) {
    CallRules rules;
    CallRule rule = failing({"sync"});
    rule.probability = probability;
    rules.begin(1, rule, core::Random(seed));
    return pattern(rules, 64);
}

TEST(CallTable, NamesGroupsAndSingleCalls) {
    EXPECT_EQ(numbers({"fsync"}), std::set<int>{SYS_fsync});
    EXPECT_TRUE(numbers({"write"}).contains(SYS_pwritev2));
    EXPECT_TRUE(numbers({"sync", "pwrite64"}).contains(SYS_pwrite64));
    EXPECT_FALSE(numbers({"sync", "pwrite64"}).contains(SYS_writev));
    EXPECT_EQ(find_call(SYS_getpid), nullptr);
}

TEST(CallTable, AnUnknownNameOffersTheNearest) {
    const auto wrong = call_numbers({"fdatasynk"});
    ASSERT_FALSE(wrong.has_value());
    EXPECT_THAT(wrong.error().message, HasSubstr("did you mean \"fdatasync\"?"));
}

TEST(CallTable, EveryGroupHasCallsAndEveryCallItsGroup) {
    for (const std::string_view group : call_groups()) {
        const auto calls = numbers({std::string(group)});
        EXPECT_FALSE(calls.empty()) << group;
        for (const int call : calls)
            EXPECT_EQ(find_call(call)->group, group);
    }
}

TEST(CallRules, WithoutAFaultNothingIsConcerned) {
    CallRules rules;
    EXPECT_FALSE(rules.concerns(SYS_fsync));
    rules.begin(1, failing({"fsync"}), core::Random(1));
    EXPECT_TRUE(rules.concerns(SYS_fsync));
    EXPECT_FALSE(rules.concerns(SYS_write));
    rules.end(1);
    EXPECT_FALSE(rules.concerns(SYS_fsync));
    EXPECT_FALSE(rules.decide(*find_call(SYS_fsync), {"wal"}, false).fault);
}

TEST(CallRules, APatternCoversFoldersToo) {
    CallRules rules;
    CallRule rule = failing({"sync"});
    rule.files = "*.wal";
    rules.begin(1, rule, core::Random(1));
    EXPECT_EQ(pattern(rules, 1, "0.wal"), "x");
    EXPECT_EQ(pattern(rules, 1, "member/wal/0.wal"), "x");
    EXPECT_EQ(pattern(rules, 1, "member/snap/db"), ".");
}

TEST(CallRules, TheNthCallIsHitAndNoOther) {
    CallRules rules;
    CallRule rule = failing({"sync"});
    rule.nth = 3;
    rules.begin(1, rule, core::Random(1));
    EXPECT_EQ(pattern(rules, 2, "wal"), "..");
    EXPECT_EQ(pattern(rules, 6, "wal"), "x.....");
    const CallReport report = rules.end(1);
    EXPECT_EQ(report.at("wal").at("fdatasync"), (CallCounts{.matched = 8, .hit = 1}));
}

TEST(CallRules, ProbabilityIsDrawnFromTheSeed) {
    EXPECT_EQ(drawn(7, 0.5), drawn(7, 0.5));
    EXPECT_NE(drawn(7, 0.5), drawn(8, 0.5));
    EXPECT_EQ(drawn(7, 0), std::string(64, '.'));
    EXPECT_EQ(drawn(7, 1), std::string(64, 'x'));
}

TEST(CallRules, WhatAnotherFaultDoesShiftsNoDraws) {
    CallRules alone;
    CallRules among;
    CallRule rule = failing({"sync"});
    rule.probability = 0.5;
    alone.begin(2, rule, core::Random(7));
    among.begin(2, rule, core::Random(7));
    CallRule other = failing({"sync"});
    other.probability = 0.5;
    among.begin(3, other, core::Random(9));
    pattern(alone, 200);
    pattern(among, 200);
    EXPECT_EQ(alone.end(2), among.end(2));
}

TEST(CallRules, OfTwoThatFailACallTheFirstWins) {
    CallRules rules;
    rules.begin(1, failing({"sync"}, EIO), core::Random(1));
    rules.begin(2, failing({"sync"}, ENOSPC), core::Random(1));
    const CallDecision decision = rules.decide(*find_call(SYS_fsync), {"wal"}, false);
    EXPECT_EQ(decision.fault, FaultId{1});
    EXPECT_EQ(decision.error, EIO);
    EXPECT_EQ(rules.end(1).at("wal").at("fsync").hit, 1U);
    EXPECT_EQ(rules.end(2).at("wal").at("fsync"), (CallCounts{.matched = 1, .hit = 0}));
}

TEST(CallRules, DelaysAddUpAndComeBeforeAFailure) {
    CallRules rules;
    CallRule slow{.action = CallAction::delay, .calls = numbers({"sync"})};
    slow.latency = {Distribution::constant, 20ms, {}};
    rules.begin(1, slow, core::Random(1));
    slow.latency.mean = 30ms;
    rules.begin(2, slow, core::Random(1));
    rules.begin(3, failing({"sync"}), core::Random(1));
    const CallDecision decision = rules.decide(*find_call(SYS_fsync), {"wal"}, false);
    EXPECT_EQ(decision.delay, core::Nanoseconds(50ms));
    EXPECT_EQ(decision.action, CallAction::fail);
    EXPECT_EQ(decision.fault, FaultId{3});
    EXPECT_EQ(rules.end(2).at("wal").at("fsync").delayed, core::Nanoseconds(30ms));
}

TEST(CallRules, AFullDiskOpensWhatIsThere) {
    CallRules rules;
    rules.begin(1, failing({"open"}, ENOSPC), core::Random(1));
    EXPECT_FALSE(rules.decide(*find_call(SYS_openat), {"wal"}, false).fault);
    EXPECT_TRUE(rules.decide(*find_call(SYS_openat), {"wal"}, true).fault);
}

TEST(CallRules, AReportNamesSoManyFilesOnly) {
    CallRules rules;
    rules.begin(1, failing({"sync"}), core::Random(1));
    for (int i = 0; i < 100; ++i)
        pattern(rules, 1, std::to_string(i));
    const CallReport report = rules.end(1);
    EXPECT_EQ(report.size(), most_files_told + 1);
    EXPECT_EQ(report.at("...").at("fdatasync").hit, 100 - most_files_told);
}

}  // namespace
}  // namespace ordeal::nemesis
