// Every figure here was worked out by hand.
#include "harness/checks/history_checks.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/checks/operations.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::EventType;
using core::Verdict;
using Operations = std::vector<core::Operation>;

const Operations mixed = {operation("read", EventType::ok), operation("write", EventType::ok),
                          operation("read", EventType::fail), operation("read", EventType::ok),
                          operation("write", EventType::info)};

TEST(Stats, CountsByFunctionAndOutcome) {
    const CheckResult result = check_stats(mixed);
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(core::to_json(result.details),
              R"({"ok":3,"fail":1,"info":1,"by-f":{)"
              R"("read":{"ok":2,"fail":1,"info":0},"write":{"ok":1,"fail":0,"info":1}}})");
    EXPECT_EQ(result.explanation, "3 ok, 1 fail, 1 info");
}

TEST(Stats, AFunctionThatNeverSucceededLeavesTheRunUnknown) {
    Operations operations = mixed;
    operations.push_back(operation("cas", EventType::fail));
    operations.push_back(operation("add", EventType::info));
    const CheckResult result = check_stats(operations);
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.explanation, "no \"add\" or \"cas\" ever succeeded");
}

TEST(Stats, NoOperationsAreUnknown) {
    EXPECT_EQ(check_stats({}).verdict, Verdict::unknown);
}

TEST(MinOk, ComparesWithWhatWasAskedFor) {
    EXPECT_EQ(check_min_ok(mixed, 3).verdict, Verdict::valid);
    const CheckResult result = check_min_ok(mixed, 4);
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.explanation, "3 ok, at least 4 asked for");
    EXPECT_EQ(core::to_json(result.details), R"({"ok":3,"least":4})");
    EXPECT_EQ(check_min_ok({}, 0).verdict, Verdict::valid);
}

TEST(MinOkFraction, ComparesWithWhatWasAskedFor) {
    const auto total = static_cast<double>(mixed.size());
    EXPECT_EQ(check_min_ok_fraction(mixed, 3 / total).verdict, Verdict::valid);
    const CheckResult result = check_min_ok_fraction(mixed, 1);
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.explanation,
              fmt::format("3 of {} operations were ok, at least 100% asked for", mixed.size()));
    EXPECT_EQ(check_min_ok_fraction({}, 1).verdict, Verdict::unknown);
}

/// A run phase from 10 s to 13.5 s. Not in order of completion, as operations are in a history.
const Operations some_time = {
    operation("r", EventType::ok, 9s, 9900ms),      // before the window
    operation("r", EventType::ok, 9s, 12900ms),     //
    operation("r", EventType::ok, 10s, 10s),        // its first moment
    operation("r", EventType::ok, 10s, 10400ms),    // the gap: 10.4 s to 12.9 s
    operation("r", EventType::fail, 10s, 10999ms),  //
    operation("r", EventType::info, 10s, 12100ms),  //
    operation("r", EventType::info, 11s),           // never completed
    operation("r", EventType::fail, 12s, 12500ms),  //
    operation("r", EventType::ok, 13s, 13500ms)};   // its end is not part of it

TEST(Availability, LongestGapAndShareOfEachSecond) {
    const CheckResult result = check_availability(some_time, {10s, 13500ms});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(core::to_json(result.details),
              R"({"ok":3,"ended":6,"longest-gap":{"from":10400000000,"to":12900000000},)"
              R"("per-second":[{"ok":2,"ended":3,"fraction":0.6666666666666666},)"
              R"({"ok":0,"ended":0,"fraction":null},)"
              R"({"ok":1,"ended":3,"fraction":0.3333333333333333},)"
              R"({"ok":0,"ended":0,"fraction":null}]})");
    EXPECT_EQ(result.explanation, "3 of 6 ok; longest stretch without: 2.500 s, from 10.400 s");
}

TEST(Availability, TheGapMayReachFromTheStartOrToTheEnd) {
    const auto gap = [](core::Nanoseconds at) {
        const Operations one = {operation("r", EventType::ok, 0s, at)};
        return core::to_json(*check_availability(one, {0s, 10s}).details.find("longest-gap"));
    };
    EXPECT_EQ(gap(7s), R"({"from":0,"to":7000000000})");
    EXPECT_EQ(gap(2s), R"({"from":2000000000,"to":10000000000})");
}

TEST(Availability, NothingEndedIsUnknownAndOneLongGap) {
    const CheckResult result = check_availability({}, {2s, 4s});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(core::to_json(*result.details.find("longest-gap")),
              R"({"from":2000000000,"to":4000000000})");
    EXPECT_EQ(check_availability(some_time, {4s, 2s}).verdict, Verdict::unknown);
}

TEST(Latency, QuantilesAreNearestRanks) {
    Operations operations;
    for (int i = 199; i >= 1; --i)
        operations.push_back(operation("read", EventType::ok, 5s, 5s + i * 1ms));
    operations.push_back(operation("write", EventType::ok, 1s, 1s + 3ms));
    operations.push_back(operation("write", EventType::ok, 1s, 1s + 9ms));
    operations.push_back(operation("write", EventType::fail, 1s, 8s));
    operations.push_back(operation("write", EventType::info, 1s, 8s));
    operations.push_back(operation("cas", EventType::fail, 1s, 8s));
    const CheckResult result = check_latency(operations);
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(core::to_json(result.details),
              R"({"read":{"count":199,"p50":100000000,"p95":190000000,"p99":198000000,)"
              R"("max":199000000},)"
              R"("write":{"count":2,"p50":3000000,"p95":9000000,"p99":9000000,"max":9000000}})");
    EXPECT_EQ(result.explanation, "read p50 100.0 ms, p99 198.0 ms; write p50 3.0 ms, p99 9.0 ms");
}

TEST(Latency, OfNothingIsUnknown) {
    EXPECT_EQ(check_latency({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_latency({operation("read", EventType::fail, 1s, 2s)}).verdict,
              Verdict::unknown);
}

}  // namespace
}  // namespace ordeal::harness
