#include "harness/checks/lock.hpp"

#include <set>

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

std::int64_t count(const CheckResult& check, std::string_view name) {
    return check.details.find(name)->as_int();
}

TEST(CheckLock, OneAfterTheOtherIsValid) {
    Written h;
    h.ok(0, "acquire", {}, 1, "k0").ok(0, "release", {}, {}, "k0");
    h.ok(1, "acquire", {}, 2, "k0").ok(1, "release", {}, {}, "k0");
    const CheckResult check = check_lock(h.operations());
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "held 2 times, by one at a time");
}

TEST(CheckLock, NamesBothWhoHoldIt) {
    Written h;
    h.ok(3, "acquire", {}, {}, "k0").ok(4, "acquire", {}, {}, "k0").ok(3, "release", {}, {}, "k0");
    const CheckResult check = check_lock(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 shared: the lock of key k0 was given to process 4 (operation 1) while process 3 "
              "(operation 0) held it");
}

TEST(CheckLock, AllWhoGetWhatSomebodyHoldsAreCounted) {
    Written h;
    h.ok(0, "acquire", {}, {});
    h.ok(1, "acquire", {}, {}).ok(1, "release", {}, {});
    h.ok(2, "acquire", {}, {}).ok(2, "release", {}, {});
    EXPECT_EQ(count(check_lock(h.operations()), "shared"), 2);
}

TEST(CheckLock, WhoeverAsksToReleaseMayHaveLostIt) {
    for (const EventType outcome : {EventType::ok, EventType::fail, EventType::info}) {
        Written h;
        h.ok(0, "acquire", {}, {});
        const auto release = h.begin(0, "release");
        h.ok(1, "acquire", {}, {});
        h.end(release, outcome);
        EXPECT_EQ(check_lock(h.operations()).verdict, Verdict::valid);
    }
}

TEST(CheckLock, AnAcquireOfUnknownOutcomeHoldsNothing) {
    Written h;
    h.info(0, "acquire").ok(1, "acquire", {}, {});
    EXPECT_EQ(check_lock(h.operations()).verdict, Verdict::valid);
}

TEST(CheckLock, LocksOfDifferentKeysAreApart) {
    Written h;
    h.ok(0, "acquire", {}, 5, "k0").ok(1, "acquire", {}, 5, "k1");
    EXPECT_EQ(check_lock(h.operations()).verdict, Verdict::valid);
}

TEST(CheckLock, NobodyAcquiresWhatHeHolds) {
    Written h;
    h.ok(0, "acquire", {}, {}).ok(0, "acquire", {}, {});
    EXPECT_EQ(count(check_lock(h.operations()), "twice"), 1);
}

TEST(CheckLock, TokensGrow) {
    Written h;
    h.ok(0, "acquire", {}, 7).ok(0, "release", {}, {});
    h.ok(1, "acquire", {}, 7).ok(1, "release", {}, {}).ok(2, "acquire", {}, 8);
    const CheckResult check = check_lock(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 token: process 1 (operation 2) got the token 7, after process "
              "0 (operation 0) had got 7");
}

TEST(CheckLock, TokensOfAcquiresAtTheSameTimeMayComeInAnyOrder) {
    Written h;
    const auto first = h.begin(0, "acquire");
    const auto second = h.begin(1, "acquire");
    h.end(first, EventType::ok, 2);
    const auto release = h.begin(0, "release");
    h.end(second, EventType::ok, 1);
    h.end(release, EventType::ok);
    EXPECT_EQ(check_lock(h.operations()).verdict, Verdict::valid);
}

TEST(CheckLock, AnIdleReleaseIsTold) {
    Written h;
    h.ok(0, "acquire", {}, {}).ok(0, "release", {}, {}).ok(0, "release", {}, {});
    const CheckResult check = check_lock(h.operations());
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_THAT(found_by(check), HasSubstr("1 not-held: process 0 (operation 2)"));
}

TEST(CheckLock, TooLittleIsUnknown) {
    EXPECT_EQ(check_lock({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_lock(Written().fail(0, "acquire").operations()).verdict, Verdict::unknown);
}

/// Walks along the positions of the history, and keeps who holds the lock at each.
bool ever_shared(const std::vector<Operation>& operations) {
    std::size_t end = 0;
    for (const Operation& operation : operations)
        end = std::max(end, operation.completed.value_or(operation.invoked));
    std::set<std::int64_t> holders;
    for (std::size_t position = 0; position <= end; ++position)
        for (const Operation& operation : operations) {
            if (operation.invoked == position && operation.f == "release")
                holders.erase(operation.process);
            const bool acquired = operation.f == "acquire" && operation.completed == position &&
                                  operation.outcome == EventType::ok;
            if (acquired) holders.insert(operation.process);
            if (holders.size() > 1) return true;
        }
    return false;
}

std::vector<Operation> random_lock_history(core::Random& random) {
    std::set<std::int64_t> believers;
    return testing::random_history(
        random, 3 + random.below(9), 3,
        [&](Operation& operation) {
            operation.f = believers.erase(operation.process) > 0 ? "release" : "acquire";
        },
        [&](Operation& operation) {
            operation.outcome = testing::random_outcome(random);
            if (operation.f != "acquire") return;
            if (!believers.empty() && !random.chance(0.1)) operation.outcome = EventType::fail;
            if (operation.outcome == EventType::ok) believers.insert(operation.process);
        });
}

TEST(CheckLock, AgreesWithAWalkAlongTheHistory) {
    core::Random random(31);
    std::size_t invalid = 0;
    for (std::size_t i = 0; i < 4'000; ++i) {
        const auto operations = random_lock_history(random);
        const CheckResult check = check_lock(operations);
        ASSERT_EQ(check.verdict == Verdict::invalid, ever_shared(operations)) << i;
        invalid += check.verdict == Verdict::invalid;
    }
    EXPECT_GT(invalid, 200U);
    EXPECT_LT(invalid, 3'800U);
}

TEST(CheckLock, NeverRefusesWhatAMutexCanDo) {
    core::Random random(37);
    std::size_t linearizable = 0;
    for (std::size_t i = 0; i < 1'000; ++i) {
        const auto operations = random_lock_history(random);
        linearizability::JudgeOptions options;
        options.model = "mutex";
        const auto judgement = linearizability::judge(operations, options);
        ASSERT_TRUE(judgement) << judgement.error().message;
        if (judgement->verdict != Verdict::valid) continue;
        ++linearizable;
        ASSERT_NE(check_lock(operations).verdict, Verdict::invalid) << i;
    }
    EXPECT_GT(linearizable, 100U);
}

}  // namespace
}  // namespace ordeal::harness
