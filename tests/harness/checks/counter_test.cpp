#include "harness/checks/counter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linearizability/judge.hpp"
#include "tests/harness/checks/histories.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using testing::EventType;
using testing::found_by;
using ::testing::HasSubstr;
using testing::Operation;
using testing::Value;
using testing::Written;

TEST(CheckCounter, AReadOfTheSumIsWithinBounds) {
    Written h;
    h.ok(0, "add", 3, 3).ok(1, "add", -1, -1).ok(2, "read", {}, 2);
    const CheckResult check = check_counter(h.operations(), {});
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "1 read within bounds");
}

TEST(CheckCounter, SaysWhatWouldHaveBeenPossible) {
    Written h;
    h.ok(0, "add", 3, 3).info(1, "add", 5).fail(4, "add", 100).ok(2, "read", {}, 10);
    const CheckResult check = check_counter(h.operations(), 1);
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 out-of-bounds: process 2 (operation 3) read 10, but what was added until then "
              "makes 4 to 9");
}

TEST(CheckCounter, ReadsDuringTheRunAreJudged) {
    Written h;
    h.ok(0, "add", 3, 3).ok(2, "read", {}, 0).ok(2, "read", {}, 3);
    EXPECT_EQ(check_counter(h.operations(), {}).verdict, Verdict::invalid);
}

TEST(CheckCounter, WhatOverlapsMayCountOrNot) {
    for (const int seen : {-4, 0, 5, 1}) {
        Written h;
        const auto up = h.begin(0, "add", 5);
        const auto down = h.begin(1, "add", -4);
        h.ok(2, "read", {}, seen);
        h.end(up, EventType::ok);
        h.end(down, EventType::ok);
        EXPECT_EQ(check_counter(h.operations(), {}).verdict, Verdict::valid) << seen;
    }
}

TEST(CheckCounter, TooLittleIsUnknown) {
    EXPECT_EQ(check_counter({}, {}).verdict, Verdict::unknown);
    EXPECT_EQ(check_counter(Written().fail(0, "read").operations(), {}).verdict, Verdict::unknown);
    EXPECT_EQ(check_counter(Written().ok(0, "read", {}, "x").operations(), {}).verdict,
              Verdict::invalid);
}

std::vector<Operation> random_counter_history(core::Random& random) {
    std::int64_t sum = 0;
    return testing::random_history(
        random, 3 + random.below(8), 3,
        [&](Operation& operation) {
            operation.f = random.chance(0.6) ? "add" : "read";
            if (operation.f == "add") operation.argument = random.between(-3, 3);
        },
        [&](Operation& operation) {
            operation.outcome = testing::random_outcome(random);
            if (operation.f == "add" && operation.outcome != EventType::fail)
                sum += operation.argument.as_int();
            if (operation.f == "read")
                operation.result = sum + (random.chance(0.15) ? random.between(-2, 2) : 0);
        });
}

/// For each read one sum over all additions.
bool within_bounds(const std::vector<Operation>& operations) {
    for (const Operation& read : operations) {
        if (read.f != "read" || read.outcome != EventType::ok) continue;
        std::int64_t lowest = 0;
        std::int64_t highest = 0;
        for (const Operation& add : operations) {
            if (add.f != "add" || add.outcome == EventType::fail) continue;
            const std::int64_t number = add.argument.as_int();
            const bool sure = add.outcome == EventType::ok && *add.completed < read.invoked;
            const bool possible = add.invoked < *read.completed;
            if (sure || (possible && number < 0)) lowest += number;
            if (sure || (possible && number > 0)) highest += number;
        }
        if (read.result.as_int() < lowest || read.result.as_int() > highest) return false;
    }
    return true;
}

TEST(CheckCounter, AgreesWithOneSumForEachRead) {
    core::Random random(23);
    std::size_t invalid = 0;
    for (std::size_t i = 0; i < 4'000; ++i) {
        const auto operations = random_counter_history(random);
        const CheckResult check = check_counter(operations, {});
        ASSERT_EQ(check.verdict == Verdict::invalid, !within_bounds(operations)) << i;
        invalid += check.verdict == Verdict::invalid;
    }
    EXPECT_GT(invalid, 200U);
    EXPECT_LT(invalid, 3'800U);
}

TEST(CheckCounter, NeverRefusesWhatIsLinearizable) {
    core::Random random(29);
    std::size_t linearizable = 0;
    for (std::size_t i = 0; i < 1'000; ++i) {
        const auto operations = random_counter_history(random);
        linearizability::JudgeOptions options;
        options.model = "counter";
        options.initial = 0;
        const auto judgement = linearizability::judge(operations, options);
        ASSERT_TRUE(judgement) << judgement.error().message;
        if (judgement->verdict != Verdict::valid) continue;
        ++linearizable;
        ASSERT_NE(check_counter(operations, 0).verdict, Verdict::invalid) << i;
    }
    EXPECT_GT(linearizable, 100U);
}

}  // namespace
}  // namespace ordeal::harness
