// The judge of streams against brute force and against the judge of whole histories, event by
// event.
#include "linearizability/stream.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "linearizability/generate_history.hpp"
#include "tests/linearizability/heard.hpp"
#include "tests/linearizability/model_kinds.hpp"

namespace ordeal::testing {
namespace {

using core::Event;
using core::EventType;
using core::Value;
using core::Verdict;
using linearizability::JudgeOptions;
using linearizability::StreamBounds;
using linearizability::StreamJudge;

JudgeOptions options_for(const std::string& model, const Value& initial = nullptr) {
    JudgeOptions options;
    options.model = model;
    options.initial = initial;
    return options;
}

std::unique_ptr<StreamJudge> start(const JudgeOptions& options, const StreamBounds& bounds = {}) {
    auto judge = StreamJudge::start(options, bounds);
    EXPECT_TRUE(judge.has_value());
    return std::move(*judge);
}

/// After info a process goes on under a new number.
void renumber(core::History& events) {
    std::map<std::int64_t, std::int64_t> instead;
    std::int64_t fresh = 1000;
    for (Event& event : events) {
        const std::int64_t number = event.process.number;
        event.process.number = instead.try_emplace(number, number).first->second;
        if (event.type == EventType::info) instead[number] = fresh++;
    }
}

class StreamCheck {
  public:
    explicit StreamCheck(const ModelKinds& of)
        : of_(of),
          all_kinds_(with_unfinished(of.kinds)),
          options_(options_for(of.model, of.initial)),
          oracle_(of.model, of.initial, options_.failed_cas, all_kinds_) {}

    void agrees(const std::vector<Placed>& history, const StreamBounds& bounds) {
        std::vector<std::size_t> places;
        auto events = heard(history, of_.kinds, places);
        renumber(events);
        const auto judge = start(options_, bounds);
        for (std::size_t i = 0; i < events.size() && !judge->over(); ++i) {
            events_so_far_.assign(events.begin(),
                                  events.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            ASSERT_TRUE(judge->feed(events[i]));
            if (bounds.waiting > 0 && i + 1 < events.size()) continue;
            ASSERT_TRUE(judge->catch_up());
            const auto so_far = beginning(history, i + 1, of_.kinds);
            ASSERT_EQ(judge->verdict() == Verdict::valid, oracle_.is_valid(so_far))
                << of_.model << ", after event " << i << "\n"
                << to_text(to_operations(so_far, all_kinds_));
        }
        if (judge->over()) explains(*judge);
    }

  private:
    /// The evidence is that of the judge of whole histories, if it has the whole history.
    void explains(const StreamJudge& judge) {
        const auto found = judge.judgement().partitions.at(0);
        ASSERT_EQ(found.verdict, Verdict::invalid);
        const auto operations = judge.operations();
        for (const std::size_t id : found.counterexample->concerned)
            ASSERT_EQ(std::ranges::count(operations, id, &core::Operation::id), 1);
        ASSERT_FALSE(found.counterexample->explanation.empty());
        if (operations.size() != judge.begun()) return;
        const auto whole = linearizability::judge(*core::pair_operations(events_so_far_), options_);
        const auto expected = *whole->partitions.at(0).counterexample;
        ASSERT_EQ(found.counterexample->broken, expected.broken);
        ASSERT_EQ(found.counterexample->possible, expected.possible);
        ASSERT_EQ(found.counterexample->explanation, expected.explanation);
    }

    const ModelKinds& of_;
    std::vector<core::Operation> all_kinds_;
    JudgeOptions options_;
    Oracle oracle_;
    core::History events_so_far_;
};

void check_all(int histories, const StreamBounds& bounds) {
    for (const ModelKinds& of : all_model_kinds()) {
        StreamCheck check(of);
        core::Random random(23);
        for (int i = 0; i < histories; ++i) {
            const auto history =
                plausible_history(random, of, 1 + random.below(8), 1 + random.below(4), 0.1);
            check.agrees(history, bounds);
            if (::testing::Test::HasFatalFailure()) return;
        }
    }
}

TEST(Stream, AgreesWithBruteForceAfterEachEvent) {
    check_all(500, {.waiting = 0});
}

TEST(Stream, AgreesWhereOperationsWaitForTheirAnswers) {
    for (const std::size_t waiting : {2, 5, 100})
        check_all(200, {.waiting = waiting});
}

TEST(Stream, AgreesWithOneConfigurationToBeginWith) {
    check_all(300, {.narrow = 1, .waiting = 0});
    check_all(300, {.narrow = 1});
}

TEST(Stream, AgreesWhenThePastIsLetGoAtEveryCut) {
    check_all(300, {.window = 1, .waiting = 0});
    check_all(300, {.window = 1, .waiting = 4});
}

/// A generated history of a model, fed to the end or to the violation.
std::unique_ptr<StreamJudge> judge_generated(const linearizability::GenerateOptions& generate,
                                             JudgeOptions options, const StreamBounds& bounds) {
    const auto history = linearizability::generate_history(generate);
    EXPECT_TRUE(history.has_value());
    auto judge = start(std::move(options), bounds);
    for (const Event& event : *history)
        EXPECT_TRUE(judge->feed(event));
    return judge;
}

TEST(Stream, MemoryDoesNotFollowTheLength) {
    linearizability::GenerateOptions generate;
    generate.model = "register";
    generate.processes = 3;
    generate.values = 0;
    generate.keys = 2;
    for (const std::size_t operations : {4'000, 40'000}) {
        generate.operations = operations;
        const auto judge = judge_generated(generate, options_for("register"), {.window = 100});
        EXPECT_EQ(judge->verdict(), Verdict::valid);
        EXPECT_EQ(judge->begun(), operations);
        EXPECT_LT(judge->operations().size(), 3500);
    }
}

TEST(Stream, WhatIsMissingIsSaid) {
    const auto judge = start(options_for("register"), {.window = 4, .waiting = 4});
    const auto feed = [&](std::int64_t process, EventType type, const std::string& f,
                          const Value& value) {
        Event event;
        event.process.number = process;
        event.type = type;
        event.f = f;
        event.value = value;
        ASSERT_TRUE(judge->feed(event));
    };
    feed(9, EventType::invoke, "read", nullptr);  // never returns, so there is no cut
    for (int i = 0; i < 500; ++i) {
        feed(0, EventType::invoke, "write", i);
        feed(0, EventType::ok, "write", i);
    }
    EXPECT_LT(judge->operations().size(), 100);
    EXPECT_EQ(judge->verdict(), Verdict::valid);
    feed(1, EventType::invoke, "read", nullptr);
    feed(1, EventType::ok, "read", 7);
    EXPECT_EQ(judge->verdict(), Verdict::invalid);
    const auto found = judge->judgement().partitions.at(0);
    EXPECT_EQ(found.counterexample->possible, std::vector<std::string>{"499"});
    EXPECT_EQ(found.counterexample->broken, 501);
    EXPECT_EQ(found.counterexample->explanation,
              "read by process 1 returned 7, but only 499 was possible");
    EXPECT_FALSE(linearizability::explain(found, judge->operations()).empty());
}

TEST(Progress, OfEveryOperationOnce) {
    linearizability::GenerateOptions generate;
    generate.model = "cas-register";
    generate.operations = 20'000;
    generate.keys = 3;
    const auto history = linearizability::generate_history(generate);
    linearizability::Progress progress;
    auto options = options_for("cas-register");
    options.progress = &progress;
    options.threads = 2;
    const auto judgement = linearizability::judge(*core::pair_operations(*history), options);
    EXPECT_EQ(judgement->verdict, Verdict::valid);
    EXPECT_EQ(progress.operations, 20'000);
    EXPECT_GT(progress.configurations, 0);
    linearizability::Progress of_stream;
    options.progress = &of_stream;
    const auto judge = start(options);
    for (const Event& event : *history)
        ASSERT_TRUE(judge->feed(event));
    judge->look();
    EXPECT_EQ(of_stream.operations, 20'000);
    EXPECT_GT(of_stream.configurations, 0);
}

TEST(Stream, WhatCannotBeIsAnError) {
    const auto judge = start(options_for("register"));
    Event event;
    event.index = 5;
    event.type = EventType::ok;
    event.f = "read";
    const auto fed = judge->feed(event);
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().message, "event 5: process 0 completes read, which it did not invoke");
    core::Skipped skipped;
    EXPECT_TRUE(judge->feed(event, &skipped));
    EXPECT_EQ(skipped.count, 1);
    event.type = EventType::invoke;
    event.f = "fly";
    EXPECT_FALSE(judge->feed(event, &skipped));
}

TEST(Stream, LimitsEndInUnknown) {
    const std::atomic<bool> cancelled = true;
    auto options = options_for("register");
    options.cancelled = &cancelled;
    const auto judge = start(options);
    Event event;
    event.f = "write";
    ASSERT_TRUE(judge->feed(event));
    EXPECT_EQ(judge->verdict(), Verdict::valid);
    judge->look();
    EXPECT_EQ(judge->verdict(), Verdict::unknown);
    EXPECT_TRUE(judge->over());
    EXPECT_EQ(judge->judgement().partitions.at(0).reason, "cancelled");
}

}  // namespace
}  // namespace ordeal::testing
