// The incremental judge against brute force and against the batch judge, event by event.
#include "linearizability/incremental.hpp"

#include <gtest/gtest.h>

#include "tests/linearizability/heard.hpp"
#include "tests/linearizability/model_kinds.hpp"

namespace ordeal::testing {
namespace {

using core::Event;
using core::EventType;
using core::Value;
using linearizability::FailedCas;
using linearizability::Incremental;
using linearizability::JudgeOptions;

Incremental start(const std::string& model, const Value& initial = nullptr,
                  FailedCas failed_cas = FailedCas::dropped) {
    JudgeOptions options;
    options.model = model;
    options.initial = initial;
    options.failed_cas = failed_cas;
    auto started = Incremental::start(options);
    EXPECT_TRUE(started.has_value());
    return *started;
}

void tell(Incremental& judge, const Event& event) {
    const auto told = event.type == EventType::invoke
                          ? judge.invoke(event.process.number, event.f, event.value, event.key)
                          : judge.complete(event.process.number, event.type, event.value);
    ASSERT_TRUE(told.has_value()) << told.error().message;
}

class AgainstBruteForce {
  public:
    AgainstBruteForce(const ModelKinds& of, FailedCas failed_cas)
        : of_(of),
          all_kinds_(with_unfinished(of.kinds)),
          oracle_(of.model, of.initial, failed_cas, all_kinds_),
          start_(start(of.model, of.initial, failed_cas)) {}

    /// Tells the judge of one event after the other, until it is illegal.
    bool agrees(const std::vector<Placed>& history) {
        std::vector<std::size_t> places;
        const auto events = heard(history, of_.kinds, places);
        Incremental judge = start_;
        for (std::size_t i = 0; i < events.size(); ++i) {
            tell(judge, events[i]);
            const auto so_far = beginning(history, i + 1, of_.kinds);
            const bool valid = oracle_.is_valid(so_far);
            EXPECT_EQ(judge.linearizable(), valid) << of_.model << ", after event " << i << "\n"
                                                   << to_text(to_operations(so_far, all_kinds_));
            if (judge.linearizable() != valid) return false;
            if (!valid) return true;
        }
        return true;
    }

  private:
    const ModelKinds& of_;
    std::vector<core::Operation> all_kinds_;
    Oracle oracle_;
    Incremental start_;
};

TEST(Incremental, AgreesWithBruteForceAfterEachEvent) {
    for (const ModelKinds& of : all_model_kinds())
        for (const FailedCas failed_cas : {FailedCas::dropped, FailedCas::observed}) {
            AgainstBruteForce check(of, failed_cas);
            core::Random random(11);
            for (int i = 0; i < 1'500; ++i)
                ASSERT_TRUE(check.agrees(
                    plausible_history(random, of, 1 + random.below(7), 1 + random.below(4), 0.1)));
        }
}

/// Is the beginning of a history valid for the batch judge?
bool judged_valid(const core::History& events, std::size_t count, const ModelKinds& of) {
    core::History first(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count));
    std::map<std::int64_t, std::int64_t> instead;  // processes end in info, so they get new numbers
    std::int64_t fresh = 1000;
    for (Event& event : first) {
        const std::int64_t number = event.process.number;
        event.process.number = instead.try_emplace(number, number).first->second;
        if (event.type == EventType::info) instead[number] = fresh++;
    }
    JudgeOptions options;
    options.model = of.model;
    options.initial = of.initial;
    options.minimise = false;
    const auto judgement = linearizability::judge(*core::pair_operations(first), options);
    EXPECT_TRUE(judgement.has_value());
    return judgement->verdict == core::Verdict::valid;
}

TEST(Incremental, AgreesWithTheBatchJudgeOnLongerHistories) {
    for (const ModelKinds& of : all_model_kinds()) {
        const Incremental fresh = start(of.model, of.initial);
        core::Random random(5);
        for (int i = 0; i < 150; ++i) {
            std::vector<std::size_t> places;
            const auto history = plausible_history(random, of, 15, 1 + random.below(4), 0.04);
            const auto events = heard(history, of.kinds, places);
            Incremental judge = fresh;
            std::size_t told = 0;
            while (told < events.size() && judge.linearizable())
                tell(judge, events[told++]);
            ASSERT_EQ(judge.linearizable(), judged_valid(events, told, of)) << of.model;
            ASSERT_TRUE(told < 2 || judged_valid(events, told - 1, of)) << of.model;
        }
    }
}

TEST(Incremental, CopiesGoTheirOwnWays) {
    Incremental judge = start("register");
    ASSERT_TRUE(judge.invoke(0, "write", 1));
    ASSERT_TRUE(judge.complete(0, EventType::ok));
    ASSERT_TRUE(judge.invoke(1, "read", nullptr));
    Incremental other = judge;
    EXPECT_EQ(judge, other);
    ASSERT_TRUE(judge.complete(1, EventType::ok, 1));
    ASSERT_TRUE(other.complete(1, EventType::ok, 2));
    EXPECT_TRUE(judge.linearizable());
    EXPECT_FALSE(other.linearizable());
    EXPECT_FALSE(judge == other);
    ASSERT_TRUE(other.invoke(1, "read", nullptr));
    EXPECT_FALSE(other.linearizable());
}

TEST(Incremental, WhatDoesNotMatterAnyMoreIsForgotten) {
    Incremental once = start("register");
    Incremental twice = once;
    for (const int value : {1, 2}) {
        ASSERT_TRUE(twice.invoke(value, "write", value));
        ASSERT_TRUE(twice.complete(value, EventType::ok));
    }
    EXPECT_NE(once.hash(), twice.hash());
    ASSERT_TRUE(once.invoke(7, "write", 2));
    EXPECT_FALSE(once == twice);  // it may still fail
    ASSERT_TRUE(once.complete(7, EventType::ok));
    EXPECT_EQ(once, twice);
    EXPECT_EQ(once.hash(), twice.hash());
}

TEST(Incremental, TheOrderOfWhatOverlapsMakesNoDifference) {
    Incremental a = start("fifo-queue");
    Incremental b = a;
    for (const int process : {0, 1})
        ASSERT_TRUE(a.invoke(process, "enqueue", process));
    for (const int process : {1, 0})
        ASSERT_TRUE(b.invoke(process, "enqueue", process));
    EXPECT_EQ(a, b);
    for (const int process : {0, 1})
        ASSERT_TRUE(a.complete(process, EventType::ok));
    for (const int process : {1, 0})
        ASSERT_TRUE(b.complete(process, EventType::ok));
    EXPECT_EQ(a, b);
}

TEST(Incremental, ACrashedWriteMayBeSeenLateOrNever) {
    Incremental judge = start("register");
    ASSERT_TRUE(judge.invoke(0, "write", 1));
    ASSERT_TRUE(judge.complete(0, EventType::info));
    ASSERT_TRUE(judge.invoke(0, "write", 2));
    ASSERT_TRUE(judge.complete(0, EventType::ok));
    for (const auto& [value, legal] : {std::pair(2, true), {1, true}, {2, false}}) {
        ASSERT_TRUE(judge.invoke(1, "read", nullptr));
        ASSERT_TRUE(judge.complete(1, EventType::ok, value));
        EXPECT_EQ(judge.linearizable(), legal) << value;
    }
}

TEST(Incremental, KeysAreApart) {
    Incremental judge = start("kv");
    const Incremental fresh = judge;
    ASSERT_TRUE(judge.invoke(0, "write", 1, "x"));
    ASSERT_TRUE(judge.invoke(1, "read", nullptr, "y"));
    ASSERT_TRUE(judge.complete(0, EventType::ok));
    ASSERT_TRUE(judge.complete(1, EventType::ok, nullptr));
    EXPECT_TRUE(judge.linearizable());
    ASSERT_TRUE(judge.invoke(0, "delete", nullptr, "x"));
    ASSERT_TRUE(judge.complete(0, EventType::ok));
    EXPECT_EQ(judge, fresh);
    ASSERT_TRUE(judge.invoke(0, "read", nullptr, "x"));
    ASSERT_TRUE(judge.complete(0, EventType::ok, 1));
    EXPECT_FALSE(judge.linearizable());
}

TEST(Incremental, SituationsAreFewHoweverLongTheHistory) {
    Incremental judge = start("register");
    const auto round = [&judge] {
        for (const int process : {0, 1, 2})
            ASSERT_TRUE(judge.invoke(process, "write", process));
        for (const int process : {2, 0, 1})
            ASSERT_TRUE(judge.complete(process, EventType::ok));
        ASSERT_TRUE(judge.invoke(0, "read", nullptr));
        ASSERT_TRUE(judge.complete(0, EventType::ok, 1));
    };
    round();
    const std::size_t once = judge.situations();
    for (int i = 0; i < 100; ++i)
        round();
    EXPECT_TRUE(judge.linearizable());
    EXPECT_LE(judge.situations(), 2 * once);
}

TEST(Incremental, WhatCannotBeIsAnErrorAndChangesNothing) {
    JudgeOptions unknown;
    unknown.model = "banana";
    EXPECT_NE(Incremental::start(unknown).error().message.find("banana"), std::string::npos);
    Incremental judge = start("cas-register");
    EXPECT_FALSE(judge.invoke(0, "fly", nullptr));
    EXPECT_FALSE(judge.invoke(0, "cas", 3));
    EXPECT_FALSE(judge.complete(0, EventType::ok));
    ASSERT_TRUE(judge.invoke(0, "read", nullptr));
    const Incremental before = judge;
    EXPECT_FALSE(judge.invoke(0, "read", nullptr));
    EXPECT_EQ(judge, before);
    Incremental reads = start("multi-register");
    ASSERT_TRUE(reads.invoke(0, "txn", Value::list({Value::list({"read", "x", nullptr})})));
    EXPECT_FALSE(reads.complete(0, EventType::ok, Value::list({Value::list({"write", "x", 1})})));
}

TEST(Incremental, TakesNoMoreStepsThanItWasGiven) {
    JudgeOptions options;
    options.model = "register";
    Incremental judge = *Incremental::start(options, 0);
    ASSERT_TRUE(judge.invoke(0, "write", 1));
    ASSERT_TRUE(judge.invoke(1, "write", 2));
    ASSERT_TRUE(judge.invoke(2, "read", nullptr));
    const Incremental before = judge;
    // Some order of the writes has to be found.
    const auto told = judge.complete(2, EventType::ok, 2);
    ASSERT_FALSE(told.has_value());
    EXPECT_NE(told.error().message.find("steps"), std::string::npos) << told.error().message;
    EXPECT_EQ(judge, before);
    // What takes no search goes on as ever.
    ASSERT_TRUE(judge.complete(2, EventType::fail));
    EXPECT_TRUE(judge.linearizable());
    Incremental other = *Incremental::start(options, 1000);
    ASSERT_TRUE(other.invoke(1, "write", 2));
    ASSERT_TRUE(other.invoke(2, "read", nullptr));
    ASSERT_TRUE(other.complete(2, EventType::ok, 2));
    EXPECT_TRUE(other.linearizable());
    ASSERT_TRUE(other.complete(1, EventType::ok));
    EXPECT_TRUE(other.linearizable());
}

}  // namespace
}  // namespace ordeal::testing
