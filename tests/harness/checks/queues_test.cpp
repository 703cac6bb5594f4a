#include "harness/checks/queues.hpp"

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

Written& put(Written& h, int value) {
    return h.ok(0, "enqueue", value, value);
}

TEST(CheckQueue, WhatIsTakenWasPutInAndOnce) {
    Written h;
    put(put(h, 1), 2).ok(1, "dequeue", {}, 2).ok(1, "dequeue", {}, 1);
    EXPECT_EQ(check_queue(h.operations()).verdict, Verdict::valid);
    h.ok(2, "dequeue", {}, 1);
    const CheckResult twice = check_queue(h.operations());
    EXPECT_EQ(twice.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(twice),
              "1 duplicated: 1 was taken by process 1 (operation 3) and again by process 2 "
              "(operation 4)");
}

TEST(CheckQueue, NothingComesFromNowhere) {
    Written h;
    h.fail(0, "enqueue", 1).ok(1, "dequeue", {}, 1);
    const CheckResult check = check_queue(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 unexpected: 1 was taken by process 1 (operation 1), and nobody had put it in");
}

TEST(CheckQueue, NothingIsTakenBeforeItIsPutIn) {
    Written h;
    h.ok(1, "dequeue", {}, 1);
    put(h, 1);
    EXPECT_EQ(count(check_queue(h.operations()), "unexpected"), 1);
}

TEST(CheckQueue, AValueThatWasPutInTwiceMayBeTakenTwice) {
    Written h;
    put(h, 1).info(2, "enqueue", 1).ok(1, "dequeue", {}, 1).ok(1, "dequeue", {}, 1);
    EXPECT_EQ(check_queue(h.operations()).verdict, Verdict::valid);
}

TEST(CheckQueue, TooLittleIsUnknown) {
    EXPECT_EQ(check_queue({}).verdict, Verdict::unknown);
    EXPECT_EQ(check_queue(Written().fail(0, "dequeue").operations()).verdict, Verdict::unknown);
}

TEST(CheckTotalQueue, WhatWasAcknowledgedMustComeOut) {
    Written h;
    put(put(put(h, 1), 2), 3).ok(1, "dequeue", {}, 1).ok(1, "drain", {}, Value::list({3}));
    const CheckResult check = check_total_queue(h.operations());
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check), "1 lost: 2 was put in by process 0 (operation 1) and never taken");
}

TEST(CheckTotalQueue, ADequeueOfUnknownOutcomeMayHaveTakenOne) {
    Written h;
    put(put(h, 1), 2).info(1, "dequeue").ok(2, "drain", {}, Value::list({2}));
    const CheckResult one = check_total_queue(h.operations());
    EXPECT_EQ(one.verdict, Verdict::valid);
    EXPECT_EQ(count(one, "in-doubt"), 1);
    Written more;
    put(put(more, 1), 2).info(1, "dequeue").ok(2, "drain", {}, Value(Value::List{}));
    EXPECT_EQ(count(check_total_queue(more.operations()), "lost"), 1);
}

TEST(CheckTotalQueue, ADrainOfUnknownOutcomeMayHaveTakenAll) {
    Written h;
    put(put(h, 1), 2).info(1, "drain").ok(2, "drain", {}, Value(Value::List{}));
    const CheckResult check = check_total_queue(h.operations());
    EXPECT_EQ(check.verdict, Verdict::unknown);
    EXPECT_EQ(count(check, "in-doubt"), 2);
}

TEST(CheckTotalQueue, WithoutADrainAtTheEndNothingIsKnownToBeLost) {
    Written h;
    put(h, 1);
    const CheckResult never = check_total_queue(h.operations());
    EXPECT_EQ(never.verdict, Verdict::unknown);
    EXPECT_THAT(never.explanation, HasSubstr("nobody drained"));
    h.ok(2, "drain", {}, Value::list({1}));
    EXPECT_EQ(check_total_queue(h.operations()).verdict, Verdict::valid);
    put(h, 2);
    EXPECT_EQ(check_total_queue(h.operations()).verdict, Verdict::unknown);
}

TEST(CheckTotalQueue, WhatComesOutAlthoughNobodyKnewIsTold) {
    Written h;
    h.info(0, "enqueue", 1);
    put(h, 2).ok(2, "drain", {}, Value::list({1, 2}));
    const CheckResult check = check_total_queue(h.operations());
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(count(check, "recovered"), 1);
}

/// Whether each take can have an enqueue of its own: tried one by one.
bool can_be_matched(const std::vector<const Operation*>& takes,
                    const std::vector<const Operation*>& puts, std::vector<bool>& used,
                    std::size_t next) {
    if (next == takes.size()) return true;
    for (std::size_t i = 0; i < puts.size(); ++i) {
        if (used[i] || puts[i]->argument != takes[next]->result) continue;
        if (puts[i]->invoked > *takes[next]->completed) continue;
        used[i] = true;
        const bool rest = can_be_matched(takes, puts, used, next + 1);
        used[i] = false;
        if (rest) return true;
    }
    return false;
}

TEST(CheckQueue, AgreesWithAllMatchingsOnRandomHistories) {
    core::Random random(5);
    std::size_t valid = 0;
    constexpr std::size_t histories = 4'000;
    for (std::size_t i = 0; i < histories; ++i) {
        const auto operations = testing::random_history(
            random, 4 + random.below(7), 3,
            [&](Operation& operation) {
                operation.f = random.chance(0.6) ? "enqueue" : "dequeue";
                if (operation.f == "enqueue") operation.argument = random.below(3);
            },
            [&](Operation& operation) {
                operation.outcome = testing::random_outcome(random);
                if (operation.outcome != EventType::ok) return;
                operation.result =
                    operation.f == "enqueue" ? operation.argument : Value(random.below(3));
            });
        std::vector<const Operation*> puts;
        std::vector<const Operation*> takes;
        for (const Operation& operation : operations) {
            if (operation.f == "enqueue" && operation.outcome != EventType::fail)
                puts.push_back(&operation);
            if (operation.f == "dequeue" && operation.outcome == EventType::ok)
                takes.push_back(&operation);
        }
        std::vector<bool> used(puts.size());
        const bool possible = can_be_matched(takes, puts, used, 0);
        const Verdict expected = !possible       ? Verdict::invalid
                                 : takes.empty() ? Verdict::unknown
                                                 : Verdict::valid;
        ASSERT_EQ(check_queue(operations).verdict, expected) << i;
        valid += expected == Verdict::valid;
    }
    EXPECT_GT(valid, histories / 20);
    EXPECT_LT(valid, histories - histories / 20);
}

/// Random puts and takes of a bag that now and then forgets a value, then a drain of what is left.
TEST(CheckTotalQueue, FindsJustWhatABagForgot) {
    core::Random random(6);
    std::size_t invalid = 0;
    for (std::size_t i = 0; i < 2'000; ++i) {
        std::vector<Value> bag;
        std::int64_t forgotten = 0;
        std::int64_t doubtful = 0;
        Written h;
        for (int value = 0; value < 8; ++value) {
            if (random.chance(0.6) || bag.empty()) {
                h.ok(0, "enqueue", value, value);
                if (random.chance(0.1))
                    ++forgotten;
                else
                    bag.emplace_back(value);
            } else if (random.chance(0.1)) {
                h.info(1, "dequeue");
                ++doubtful;
                if (random.chance(0.5)) bag.pop_back();
            } else {
                h.ok(2, "dequeue", {}, bag.back());
                bag.pop_back();
            }
        }
        h.ok(2, "drain", {}, Value(bag));
        const CheckResult check = check_total_queue(h.operations());
        // Of what is missing, so much as dequeues may have taken is excused.
        ASSERT_GE(forgotten, count(check, "lost")) << i;
        ASSERT_LE(forgotten - doubtful, count(check, "lost")) << i;
        ASSERT_EQ(check.verdict == Verdict::invalid, count(check, "lost") > 0) << i;
        invalid += check.verdict == Verdict::invalid;
    }
    EXPECT_GT(invalid, 100U);
}

}  // namespace
}  // namespace ordeal::harness
