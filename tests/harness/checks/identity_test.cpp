#include "harness/checks/identity.hpp"

#include <gtest/gtest.h>

#include "tests/harness/checks/histories.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using testing::EventType;
using testing::found_by;
using testing::Operation;
using testing::Value;
using testing::Written;

TEST(CheckUniqueIds, NoIdentifierIsGivenTwice) {
    Written h;
    h.ok(0, "generate", {}, "a").ok(1, "generate", {}, 1).ok(2, "generate", {}, 1.0);
    EXPECT_EQ(check_unique_ids(h.operations()).verdict, Verdict::valid);
    h.info(4, "generate").ok(7, "generate", {}, "a");
    const CheckResult check = check_unique_ids(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 duplicated: \"a\" was given to process 0 (operation 0) and to process 7 "
              "(operation 4)");
}

TEST(CheckUniqueIds, NothingIsNoIdentifier) {
    const CheckResult check = check_unique_ids(Written().ok(3, "generate", {}, {}).operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check), "1 missing: process 3 (operation 0) got no identifier");
}

TEST(CheckUniqueIds, TooLittleIsUnknown) {
    EXPECT_EQ(check_unique_ids({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_unique_ids(Written().fail(0, "generate").operations()).verdict,
              Verdict::unknown);
}

TEST(CheckUniqueIds, AgreesWithAllPairsOnRandomHistories) {
    core::Random random(3);
    std::size_t valid = 0;
    for (std::size_t i = 0; i < 2'000; ++i) {
        const auto operations = testing::random_history(
            random, 1 + random.below(8), 3, [](Operation& operation) { operation.f = "generate"; },
            [&](Operation& operation) {
                operation.outcome = testing::random_outcome(random);
                operation.result = random.below(30);
            });
        bool twice = false;
        std::size_t ok = 0;
        for (const Operation& a : operations) {
            ok += a.outcome == EventType::ok;
            for (const Operation& b : operations)
                twice = twice || (a.id != b.id && a.outcome == EventType::ok &&
                                  b.outcome == EventType::ok && a.result == b.result);
        }
        const Verdict expected = twice     ? Verdict::invalid
                                 : ok == 0 ? Verdict::unknown
                                           : Verdict::valid;
        ASSERT_EQ(check_unique_ids(operations).verdict, expected) << i;
        valid += expected == Verdict::valid;
    }
    EXPECT_GT(valid, 200U);
    EXPECT_LT(valid, 1'800U);
}

TEST(CheckEcho, WhatIsSaidComesBack) {
    Written h;
    h.ok(0, "echo", "a", "a").info(1, "echo", "b").fail(2, "echo", "c");
    EXPECT_EQ(check_echo(h.operations()).verdict, Verdict::valid);
    h.ok(0, "echo", "d", "a");
    const CheckResult check = check_echo(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check), "1 changed: process 0 (operation 3) said \"d\" and heard \"a\"");
    EXPECT_EQ(check_echo({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_echo(Written().fail(2, "echo", "c").operations()).verdict, Verdict::unknown);
}

TEST(CheckTransactions, SaysThatThereIsNoChecker) {
    const CheckResult check = check_transactions(
        Written().ok(0, "txn", Value(Value::List{}), Value(Value::List{})).operations());
    EXPECT_EQ(check.verdict, Verdict::unknown);
    EXPECT_EQ(check.explanation,
              "transactions are recorded and not judged: there is no checker "
              "for them");
    EXPECT_EQ(check.details.find("transactions")->as_int(), 1);
}

}  // namespace
}  // namespace ordeal::harness
