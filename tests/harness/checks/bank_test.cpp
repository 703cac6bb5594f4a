#include "harness/checks/bank.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/checks/histories.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using testing::found_by;
using ::testing::HasSubstr;
using testing::Operation;
using testing::Value;
using testing::Written;

constexpr BankAccounts two{.accounts = 2, .total = 10};

Value balances(std::int64_t first, std::int64_t second) {
    return Value::object({{"0", first}, {"1", second}});
}

TEST(CheckBank, TheTotalStaysTheSame) {
    Written h;
    h.ok(0, "read", {}, balances(4, 6)).info(2, "transfer").ok(0, "read", {}, balances(0, 10));
    const CheckResult check = check_bank(h.operations(), two);
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "2 reads with the total 10");
    h.ok(7, "read", {}, balances(5, 6));
    const CheckResult wrong = check_bank(h.operations(), two);
    EXPECT_EQ(wrong.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(wrong),
              "1 wrong-total: process 7 (operation 3) read {\"0\":5,\"1\":6}, together 11 instead "
              "of 10");
}

TEST(CheckBank, NoBalanceIsBelowZero) {
    const CheckResult check =
        check_bank(Written().ok(0, "read", {}, balances(-1, 11)).operations(), two);
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_THAT(found_by(check), HasSubstr("1 negative: process 0 (operation 0) read -1 in "
                                           "account 0"));
}

TEST(CheckBank, AllAccountsAndNoOthersAreRead) {
    const auto of = [](Value value) {
        return check_bank(Written().ok(0, "read", {}, std::move(value)).operations(), two);
    };
    EXPECT_THAT(found_by(of(Value::object({{"0", 10}}))), HasSubstr("1 accounts:"));
    EXPECT_THAT(of(Value::object({{"0", 5}, {"1", 5}, {"2", 0}})).explanation,
                HasSubstr("there are the accounts 0, 1"));
    EXPECT_THAT(found_by(of(Value::list({5, 5}))), HasSubstr("1 malformed:"));
    EXPECT_THAT(found_by(of(Value::object({{"0", "5"}, {"1", 5}}))), HasSubstr("1 malformed:"));
    EXPECT_EQ(of(Value::object({{"1", 5}, {"0", 5}})).verdict, Verdict::valid);
}

TEST(CheckBank, OfAnUnknownBankTheFirstReadCounts) {
    Written h;
    h.ok(0, "read", {}, balances(4, 6)).ok(0, "read", {}, balances(5, 6));
    EXPECT_EQ(check_bank(h.operations(), {}).verdict, Verdict::invalid);
}

TEST(CheckBank, TooLittleIsUnknown) {
    EXPECT_EQ(check_bank({}, two).verdict, Verdict::unknown);
    EXPECT_EQ(check_bank(Written().fail(0, "transfer").fail(1, "read").operations(), two).verdict,
              Verdict::unknown);
}

/// A bank that now and then shows a transfer by half.
TEST(CheckBank, FindsJustTheReadsInTheMiddleOfATransfer) {
    core::Random random(11);
    for (std::size_t i = 0; i < 500; ++i) {
        std::int64_t first = 5;
        std::int64_t halves = 0;
        Written h;
        for (int step = 0; step < 20; ++step) {
            const std::int64_t amount = random.between(0, first);
            const bool half = amount > 0 && random.chance(0.05);
            first = first - amount + (first == amount ? 1 : 0);
            h.ok(0, "read", {}, balances(first, 10 - first - (half ? amount : 0)));
            halves += half;
        }
        const CheckResult check = check_bank(h.operations(), two);
        ASSERT_EQ(check.details.find("wrong-total")->as_int(), halves);
        ASSERT_EQ(check.verdict == Verdict::valid, halves == 0);
    }
}

}  // namespace
}  // namespace ordeal::harness
