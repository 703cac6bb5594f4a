// Eventual consistency of counters, by hand, and against all ways in which what is open may have
// happened.
#include "harness/checks/eventual.hpp"

#include <set>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::EventType;
using core::Value;
using core::Verdict;
using Operations = std::vector<core::Operation>;

constexpr core::Nanoseconds settled = 10s;

/// Operations one after the other: each begins when the one before has ended.
class Sequence {
  public:
    Sequence& add(std::int64_t number, EventType outcome = EventType::ok) {
        return put("add", number, {}, outcome, 1s);
    }
    Sequence& read(const Value& number) { return put("read", {}, number, EventType::ok, 2s); }
    Sequence& final_read(const Value& number) {
        return put("read", {}, number, EventType::ok, settled);
    }
    Sequence& of(const Value& key) {
        key_ = key;
        return *this;
    }
    CheckResult check() const { return check_eventual(operations_, settled, {}); }
    Verdict verdict() const { return check().verdict; }

  private:
    Sequence& put(std::string f, Value argument, Value result, EventType outcome,
                  core::Nanoseconds time) {
        core::Operation operation;
        operation.id = operations_.size();
        operation.process = static_cast<std::int64_t>(operations_.size() % 3);
        operation.f = std::move(f);
        operation.key = key_;
        operation.argument = std::move(argument);
        operation.result = std::move(result);
        operation.outcome = outcome;
        operation.invoked = 2 * operations_.size();
        operation.completed = 2 * operations_.size() + 1;
        operation.invoke_time = time;
        operations_.push_back(std::move(operation));
        return *this;
    }

    Operations operations_;
    Value key_ = "k0";
};

TEST(Eventual, ShowsTheReadsThatCannotBe) {
    const auto shown = [](const Sequence& sequence) {
        return sequence.check().findings.at(0).examples.at(0).counterexample;
    };
    const auto sum = shown(Sequence().add(2).final_read(3));
    EXPECT_EQ(sum.broken, 1U);
    EXPECT_EQ(sum.remark, "only 2 was possible");
    const auto disagree = shown(Sequence().add(2, EventType::info).final_read(2).final_read(0));
    EXPECT_EQ(disagree.concerned, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(disagree.broken, 2U);
    EXPECT_EQ(disagree.remark, "process 1 read 2");
    const auto early = shown(Sequence().read(2).add(2).final_read(2));
    EXPECT_EQ(early.broken, 0U);
    EXPECT_EQ(early.remark, "only 0 was possible");
}

TEST(Eventual, TheSumIsReadInTheEnd) {
    const CheckResult result = Sequence().add(5).add(-2).final_read(3).final_read(3).check();
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(result.name, "eventual");
    EXPECT_EQ(result.explanation, "2 final reads agree with what was added to 1 key");
    EXPECT_EQ(Sequence().final_read(0).verdict(), Verdict::valid);
}

TEST(Eventual, WhatWasAnsweredIsInItAndWhatFailedIsNot) {
    EXPECT_EQ(Sequence().add(5).add(-2).final_read(5).verdict(), Verdict::invalid);
    EXPECT_EQ(Sequence().add(5).add(7, EventType::fail).final_read(5).verdict(), Verdict::valid);
    const CheckResult result = Sequence().add(5).add(7, EventType::fail).final_read(12).check();
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(
        result.explanation,
        "key \"k0\": process 2 read 12 (operation 2) in the end, but the sum of what was added "
        "is 5");
}

TEST(Eventual, AllReadTheSameInTheEnd) {
    const CheckResult result =
        Sequence().add(5).add(7, EventType::info).final_read(5).final_read(12).check();
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(
        result.explanation,
        "key \"k0\": process 2 read 5 (operation 2) in the end, and key \"k0\": process 0 read "
        "12 (operation 3)");
}

TEST(Eventual, ReadsBeforeMayLackAnythingButInventNothing) {
    EXPECT_EQ(Sequence().add(5).read(0).add(-2).read(-2).final_read(3).verdict(), Verdict::valid);
    EXPECT_EQ(Sequence().add(5).read(6).final_read(5).verdict(), Verdict::invalid);
    EXPECT_EQ(Sequence().read(5).add(5).final_read(5).verdict(), Verdict::invalid);
    EXPECT_EQ(Sequence().add(5).read(-1).final_read(5).verdict(), Verdict::invalid);
}

TEST(Eventual, WithoutFinalReadsNothingIsKnown) {
    EXPECT_EQ(Sequence().add(5).read(5).verdict(), Verdict::unknown);
    EXPECT_EQ(Sequence().final_read(nullptr).verdict(), Verdict::unknown);
    EXPECT_EQ(Sequence().verdict(), Verdict::unknown);
}

TEST(Eventual, KeysAreApartAndOneWrongOneIsEnough) {
    EXPECT_EQ(Sequence().add(5).of("k1").add(1).final_read(1).of("k0").final_read(5).verdict(),
              Verdict::valid);
    EXPECT_EQ(Sequence().add(5).of("k1").add(1).final_read(5).of("k0").final_read(1).verdict(),
              Verdict::invalid);
    EXPECT_EQ(Sequence().final_read(0).of("k1").add(1).verdict(), Verdict::unknown);
}

/// What may be read in the end lies between the least and the greatest sum over all ways in which
/// the open additions happened or not.
TEST(Eventual, BoundsAreThoseOfAllWays) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        core::Random random(seed);
        std::vector<std::pair<std::int64_t, EventType>> additions;
        for (std::uint64_t i = random.below(6); i-- > 0;)
            additions.emplace_back(static_cast<std::int64_t>(random.below(7)) - 3,
                                   static_cast<EventType>(1 + random.below(3)));
        std::set<std::int64_t> sums = {0};
        for (const auto& [number, outcome] : additions) {
            std::set<std::int64_t> next;
            for (const std::int64_t sum : sums) {
                if (outcome != EventType::fail) next.insert(sum + number);
                if (outcome != EventType::ok) next.insert(sum);
            }
            sums = std::move(next);
        }
        for (std::int64_t read = -20; read <= 20; ++read) {
            Sequence sequence;
            for (const auto& [number, outcome] : additions)
                sequence.add(number, outcome);
            const bool within = *sums.begin() <= read && read <= *sums.rbegin();
            EXPECT_EQ(sequence.final_read(read).verdict(),
                      within ? Verdict::valid : Verdict::invalid)
                << "seed " << seed << ", read " << read;
        }
    }
}

}  // namespace
}  // namespace ordeal::harness
