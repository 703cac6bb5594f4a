// What a check found, for people: the earliest cases, how many there are, and for each the
// operations that show it.
#include "harness/checks/findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "harness/checks/lock.hpp"
#include "harness/checks/sets.hpp"
#include "tests/harness/checks/histories.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using ::testing::ElementsAre;
using testing::Operation;
using testing::Value;
using testing::Written;

Evidence about(const Operation& operation, std::string what) {
    return {.explanation = std::move(what), .remark = "no", .broken = &operation};
}

TEST(Findings, TellTheEarliestFirstHoweverTheyAreFound) {
    Written h;
    for (int i = 0; i < 9; ++i)
        h.ok(0, "read", {}, i);
    Findings found({{"wrong"}});
    for (const std::size_t i : {7, 3, 8, 1, 5, 2, 6, 4})
        found.add("wrong", h.operations()[i],
                  [&, i] { return about(h.operations()[i], "number " + std::to_string(i)); });
    const CheckResult check = found.conclude("some", Verdict::valid, "fine");
    ASSERT_EQ(check.findings.size(), 1U);
    std::vector<std::size_t> told;
    for (const Example& example : check.findings[0].examples)
        told.push_back(example.counterexample.broken);
    EXPECT_THAT(told, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(check.findings[0].count, 8U);
    EXPECT_EQ(check.explanation, "number 1 (the first of 8, from 0.002 s to 0.016 s)");
    EXPECT_EQ(check.findings[0].first, core::Nanoseconds(2'000'000));
    EXPECT_EQ(check.findings[0].last, core::Nanoseconds(16'000'000));
}

TEST(Findings, OneAloneIsNotCounted) {
    Written h;
    h.ok(0, "read", {}, 1);
    Findings found({{"wrong"}});
    found.add("wrong", h.operations()[0], [&] { return about(h.operations()[0], "it is wrong"); });
    EXPECT_EQ(found.sentence(), "it is wrong");
}

TEST(Findings, WithoutTimesNoneAreTold) {
    Written h;
    h.ok(0, "read", {}, 1).ok(0, "read", {}, 2);
    Findings found({{"wrong"}});
    for (Operation& operation : h.operations()) {
        operation.invoke_time = {};
        found.add("wrong", operation, [&] { return about(operation, "it is wrong"); });
    }
    EXPECT_EQ(found.sentence(), "it is wrong (the first of 2)");
}

TEST(Findings, WhatBreaksNoPromiseIsOnlyTold) {
    Written h;
    h.ok(0, "read", {}, 1);
    Findings found({{"odd", false}});
    found.add("odd", h.operations()[0], [&] { return about(h.operations()[0], "it is odd"); });
    const CheckResult check = found.conclude("some", Verdict::valid, "fine");
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "fine; it is odd");
    EXPECT_EQ(core::to_json(*to_value(check).find("findings")),
              R"([{"name":"odd","breaks":false,"count":1,"first":0,"last":0,"examples":[)"
              R"({"check":"some","verdict":"valid","counterexample":{"explanation":"it is odd",)"
              R"("broken":0,"possible":[],"all_possible":true,"concerned":[0],"prefix":[],)"
              R"("remark":"no"},"conditions":[]}]}])");
}

TEST(CheckLock, ShowsWhoHeldItFromWhenToWhen) {
    Written h;
    h.ok(3, "acquire", {}, {}, "k0").ok(4, "acquire", {}, {}, "k0").ok(3, "release", {}, {}, "k0");
    const Example example = check_lock(h.operations()).findings.at(0).examples.at(0);
    EXPECT_EQ(example.counterexample.broken, 1U);
    EXPECT_THAT(example.counterexample.concerned, ElementsAre(0, 1, 2));
    EXPECT_EQ(example.counterexample.remark, "process 3 held the lock");
    ASSERT_EQ(example.conditions.size(), 2U);
    EXPECT_EQ(example.conditions[0].after, 0U);
    EXPECT_EQ(example.conditions[0].until, 2U);
    EXPECT_EQ(example.conditions[1].after, 1U);
    EXPECT_EQ(example.conditions[1].until, std::nullopt);
}

TEST(CheckSet, ShowsTheFirstReadThatLacksWhatIsLost) {
    Written h;
    h.ok(0, "add", 1, 1).ok(1, "read", {}, Value::list({1}));
    h.ok(2, "read", {}, Value(Value::List{})).ok(1, "read", {}, Value(Value::List{}));
    const Example example = check_set(h.operations()).findings.at(0).examples.at(0);
    EXPECT_EQ(example.counterexample.broken, 2U);
    EXPECT_THAT(example.counterexample.concerned, ElementsAre(0, 2));
    EXPECT_EQ(example.counterexample.remark, "1 is missing");
    EXPECT_EQ(example.conditions.at(0).text, "1 must be there");
}

}  // namespace
}  // namespace ordeal::harness
