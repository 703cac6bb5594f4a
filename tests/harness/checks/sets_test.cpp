#include "harness/checks/sets.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

std::int64_t count(const CheckResult& check, std::string_view name) {
    return check.details.find(name)->as_int();
}

TEST(CheckSet, ReadsThatShowEverythingAreValid) {
    Written h;
    h.ok(0, "add", 1, 1).ok(1, "read", {}, Value::list({1})).ok(0, "add", 2, 2);
    h.ok(1, "read", {}, Value::list({2, 1}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.name, "set");
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(count(check, "acknowledged"), 2);
    EXPECT_THAT(check.explanation, HasSubstr("2 values acknowledged, 2 read"));
}

TEST(CheckSet, NamesWhoAddedWhatWasLostAndWhoMissedIt) {
    Written h;
    h.ok(0, "add", 1, 1).ok(3, "add", 2, 2).ok(1, "read", {}, Value::list({1}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(count(check, "lost"), 1);
    EXPECT_EQ(found_by(check),
              "1 lost: 2, which process 3 (operation 1) had added, is missing in what process 1 "
              "(operation 2) read");
}

TEST(CheckSet, WhatSomebodyReadMustNotVanishThoughNobodyAcknowledgedIt) {
    Written h;
    h.ok(5, "add", 9, 9).info(0, "add", 1).ok(1, "read", {}, Value::list({9, 1}));
    h.ok(2, "read", {}, Value::list({9}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_THAT(check.explanation, HasSubstr("1, which process 1 (operation 2) had read,"));
}

TEST(CheckSet, AnAdditionOfUnknownOutcomeMayBeThereOrNot) {
    Written h;
    h.ok(0, "add", 1, 1).info(1, "add", 2).info(2, "add", 3);
    h.ok(3, "read", {}, Value::list({1, 3}));
    EXPECT_EQ(check_set(h.operations()).verdict, Verdict::valid);
}

TEST(CheckSet, WhatFailedOrWasNeverAddedMustNotBeRead) {
    Written h;
    h.ok(0, "add", 1, 1).fail(1, "add", 2).ok(3, "read", {}, Value::list({1, 2, 7}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(count(check, "unexpected"), 2);
    EXPECT_THAT(check.explanation, HasSubstr("process 3 (operation 2) read 2, which nobody"));
}

TEST(CheckSet, NothingIsReadBeforeItIsAdded) {
    Written h;
    h.ok(0, "add", 1, 1).ok(3, "read", {}, Value::list({1, 2})).ok(0, "add", 2, 2);
    h.ok(3, "read", {}, Value::list({1, 2}));
    EXPECT_EQ(count(check_set(h.operations()), "unexpected"), 1);
}

TEST(CheckSet, DuplicatesAreReported) {
    Written h;
    h.ok(0, "add", 1, 1).ok(3, "read", {}, Value::list({1, 1}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_THAT(found_by(check), HasSubstr("1 duplicated: process 3 (operation 1) read 1 more"));
}

TEST(CheckSet, StaleReadsAreToldOrForbidden) {
    Written h;
    h.ok(0, "add", 1, 1).ok(1, "read", {}, Value(Value::List{}));
    h.ok(2, "read", {}, Value::list({1}));
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(count(check, "stale"), 1);
    EXPECT_THAT(found_by(check), HasSubstr("1 stale: 1, which process 0 (operation 0) had added, "
                                           "was missing in what process 1 (operation 1) read "
                                           "1ms later, and process 2 (operation 2) read it"));
    EXPECT_EQ(check.details.find("until-visible")->find("max")->as_int(), 1'000'000);
    const CheckResult fresh = check_set(h.operations(), Staleness::forbidden);
    EXPECT_EQ(fresh.name, "fresh-set");
    EXPECT_EQ(fresh.verdict, Verdict::invalid);
}

TEST(CheckSet, SetsOfDifferentKeysAreApart) {
    Written h;
    h.ok(0, "add", 1, 1, "a").ok(0, "add", 1, 1, "b");
    h.ok(0, "read", {}, Value::list({1}), "a").ok(0, "read", {}, Value(Value::List{}), "b");
    const CheckResult check = check_set(h.operations());
    EXPECT_EQ(count(check, "lost"), 1);
    EXPECT_THAT(check.explanation, HasSubstr("read of key b"));
}

TEST(CheckSet, TooLittleIsUnknown) {
    EXPECT_EQ(check_set({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_set(Written().ok(0, "add", 1, 1).operations()).verdict, Verdict::unknown);
    EXPECT_EQ(check_set(Written().fail(0, "add", 1).fail(1, "read").operations()).verdict,
              Verdict::unknown);
}

TEST(CheckSet, AnAnswerThatIsNoListIsMalformed) {
    Written h;
    h.ok(0, "add", 1, 1).ok(1, "read", {}, 7).ok(1, "read", {}, Value::list({1}));
    EXPECT_EQ(count(check_set(h.operations()), "malformed"), 1);
}

/// By the definitions, each value against each read.
struct Expected {
    std::int64_t lost = 0;
    std::int64_t stale = 0;
    std::int64_t unexpected = 0;
    std::int64_t duplicated = 0;
};

bool has(const Operation& read, const Value& value) {
    return std::ranges::count(read.result.as_list(), value) > 0;
}

Expected by_definition(const std::vector<Operation>& operations) {
    Expected expected;
    std::vector<const Operation*> reads;
    std::set<Value> values;
    for (const Operation& operation : operations) {
        if (operation.f == "add") values.insert(operation.argument);
        if (operation.f != "read" || operation.outcome != EventType::ok) continue;
        reads.push_back(&operation);
        const auto& list = operation.result.as_list();
        values.insert(list.begin(), list.end());
        expected.duplicated +=
            std::int64_t(list.size() - std::set<Value>(list.begin(), list.end()).size());
    }
    for (const Value& value : values) {
        const auto adds = [&](const Operation& operation) {
            return operation.f == "add" && operation.argument == value &&
                   operation.outcome != EventType::fail;
        };
        std::optional<std::size_t> known;
        for (const Operation& operation : operations)
            if (adds(operation) && operation.outcome == EventType::ok)
                known = std::min(known.value_or(*operation.completed), *operation.completed);
        for (const Operation* read : reads) {
            if (!has(*read, value)) continue;
            const bool begun = std::ranges::any_of(operations, [&](const Operation& operation) {
                return adds(operation) && operation.invoked < *read->completed;
            });
            expected.unexpected += !begun;
            if (begun) known = std::min(known.value_or(*read->completed), *read->completed);
        }
        if (!known) continue;
        bool missed = false;         // by the last read that began after it was known
        bool missed_before = false;  // and by one that came before a read that has it
        bool stale = false;
        for (const Operation* read : reads) {
            if (has(*read, value)) {
                missed = false;
                stale = missed_before;
            } else if (read->invoked > *known) {
                missed = missed_before = true;
            }
        }
        expected.lost += missed;
        expected.stale += !missed && stale;
    }
    return expected;
}

std::vector<Operation> random_set_history(core::Random& random) {
    std::vector<Value> there;
    return testing::random_history(
        random, 4 + random.below(10), 3,
        [&](Operation& operation) {
            operation.f = random.chance(0.5) ? "add" : "read";
            if (operation.f == "add") operation.argument = random.below(4);
        },
        [&](Operation& operation) {
            operation.outcome = testing::random_outcome(random);
            if (operation.f == "add" && operation.outcome != EventType::fail)
                there.push_back(operation.argument);
            if (operation.f != "read" || operation.outcome != EventType::ok) return;
            Value::List list;
            for (const Value& value : std::set<Value>(there.begin(), there.end()))
                if (!random.chance(0.1)) list.push_back(value);
            if (random.chance(0.1)) list.emplace_back(random.below(5));
            operation.result = std::move(list);
        });
}

TEST(CheckSet, AgreesWithTheDefinitionsOnRandomHistories) {
    core::Random random(17);
    std::size_t valid = 0;
    constexpr std::size_t histories = 5'000;
    for (std::size_t i = 0; i < histories; ++i) {
        const auto operations = random_set_history(random);
        const Expected expected = by_definition(operations);
        const CheckResult check = check_set(operations);
        ASSERT_EQ(count(check, "lost"), expected.lost) << i;
        ASSERT_EQ(count(check, "stale"), expected.stale) << i;
        ASSERT_EQ(count(check, "unexpected"), expected.unexpected) << i;
        ASSERT_EQ(count(check, "duplicated"), expected.duplicated) << i;
        valid += check.verdict == Verdict::valid;
    }
    EXPECT_GT(valid, histories / 20);
    EXPECT_LT(valid, histories - histories / 20);
}

TEST(CheckBroadcast, EveryNodeMustHaveItInTheEnd) {
    Written h;
    h.ok(0, "broadcast", 1, 1).ok(1, "read", {}, Value(Value::List{}));
    h.ok(0, "read", {}, Value::list({1})).ok(1, "read", {}, Value::list({1}));
    EXPECT_EQ(check_broadcast(h.operations(), {2, 2}, {}).verdict, Verdict::valid);
    h.ok(3, "read", {}, Value(Value::List{}));
    const CheckResult check = check_broadcast(h.operations(), {2, 2}, {});
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 lost: 1, which process 0 (operation 0) had added, is missing at n2: process 3 "
              "(operation 4)");
}

TEST(CheckBroadcast, ANodeThatNobodyReadInTheEndLeavesItUnknown) {
    Written h;
    h.ok(0, "broadcast", 1, 1).ok(0, "read", {}, Value::list({1}));
    const CheckResult check = check_broadcast(h.operations(), {3, 3}, {});
    EXPECT_EQ(check.verdict, Verdict::unknown);
    EXPECT_THAT(check.explanation, HasSubstr("nobody read n2 and n3 in the end"));
}

TEST(CheckBroadcast, OnlyReadsOfASettledSystemAreFinal) {
    Written h;
    h.ok(0, "broadcast", 1, 1).ok(1, "read", {}, Value(Value::List{}));
    h.ok(0, "read", {}, Value::list({1}));
    const auto settled = h.operations()[2].invoke_time;
    EXPECT_EQ(check_broadcast(h.operations(), {2, 2}, {}).verdict, Verdict::invalid);
    EXPECT_EQ(check_broadcast(h.operations(), {2, 2}, settled).verdict, Verdict::unknown);
}

TEST(CheckBroadcast, AReadThatBeganBeforeTellsNothing) {
    Written h;
    h.ok(0, "broadcast", 1, 1);
    const auto reading = h.begin(1, "read");
    h.ok(0, "broadcast", 2, 2);
    h.end(reading, EventType::ok, Value::list({1}));
    EXPECT_EQ(check_broadcast(h.operations(), {1, 1}, {}).verdict, Verdict::valid);
}

TEST(CheckBroadcast, DuplicatesAndStrangersAreFound) {
    Written h;
    h.ok(0, "broadcast", 1, 1).ok(0, "read", {}, Value::list({1, 1, 4}));
    const CheckResult check = check_broadcast(h.operations(), {1, 1}, {});
    EXPECT_EQ(count(check, "duplicated"), 1);
    EXPECT_EQ(count(check, "unexpected"), 1);
}

}  // namespace
}  // namespace ordeal::harness
