// The promises weaker than linearizability: the examples of the field, every small history against
// the definitions, and that a stronger promise implies the weaker ones.
#include "linearizability/consistency/promise.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/random.hpp"
#include "linearizability/validate.hpp"
#include "tests/linearizability/histories.hpp"
#include "tests/linearizability/promise_oracle.hpp"

namespace ordeal::linearizability {
namespace {

using core::Operation;
using core::Value;
using core::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::keeps;
using testing::make_kind;
using testing::to_text;

constexpr Promise weaker_ones[] = {Promise::sequential,          Promise::causal,
                                   Promise::writes_follow_reads, Promise::monotonic_writes,
                                   Promise::monotonic_reads,     Promise::read_your_writes};

/// Operations one after the other in time, so that linearizability is never in doubt.
class History {
  public:
    History& write(std::int64_t process, const char* key, int value) {
        return add(process, key, make_kind("write", value));
    }
    History& read(std::int64_t process, const char* key, Value value) {
        return add(process, key, make_kind("read", nullptr, std::move(value)));
    }
    History& add(std::int64_t process, const char* key, Operation operation) {
        operation.process = process;
        operation.key = key;
        operation.id = operations.size();
        operation.invoked = 2 * operation.id;
        if (operation.outcome != core::EventType::info) operation.completed = 2 * operation.id + 1;
        operations.push_back(std::move(operation));
        return *this;
    }
    std::vector<Operation> operations;
};

JudgeOptions options_for(std::string model, Promise promise = Promise::linearizable) {
    JudgeOptions options;
    options.model = std::move(model);
    options.consistency = promise;
    return options;
}

std::vector<std::string_view> kept(const std::vector<Operation>& operations) {
    std::vector<std::string_view> out;
    for (const auto& promise : judge_weaker(operations, options_for("register")))
        if (promise.verdict == Verdict::valid) out.push_back(to_text(promise.promise));
    return out;
}

TEST(Promise, NamesGoBothWays) {
    for (const std::string_view name : promise_names())
        EXPECT_EQ(to_text(*promise_named(name)), name);
    EXPECT_EQ(promise_names().size(), 7);
    EXPECT_FALSE(promise_named("linearisable"));
}

TEST(Promise, AStaleReadOfAnotherProcessIsSequential) {
    const auto history = History().write(0, "x", 1).read(1, "x", nullptr).read(1, "x", 1);
    EXPECT_EQ(judge(history.operations, options_for("register"))->verdict, Verdict::invalid);
    EXPECT_EQ(kept(history.operations).size(), 6);
}

TEST(Promise, StoreBufferingIsCausalButNotSequential) {
    const auto history =
        History().write(0, "x", 1).write(1, "y", 2).read(0, "y", nullptr).read(1, "x", nullptr);
    EXPECT_THAT(kept(history.operations),
                ElementsAre("causal", "writes-follow-reads", "monotonic-writes", "monotonic-reads",
                            "read-your-writes"));
}

TEST(Promise, ALostWriteOfOnesOwn) {
    const auto history = History().write(0, "x", 1).read(0, "x", nullptr);
    EXPECT_THAT(kept(history.operations),
                ElementsAre("writes-follow-reads", "monotonic-writes", "monotonic-reads"));
}

TEST(Promise, AReadThatGoesBack) {
    const auto history = History().write(0, "x", 1).read(1, "x", 1).read(1, "x", nullptr);
    EXPECT_THAT(kept(history.operations),
                ElementsAre("writes-follow-reads", "monotonic-writes", "read-your-writes"));
}

TEST(Promise, AnEffectWithoutItsCause) {
    auto of_writer = History().write(0, "x", 1).write(0, "y", 2);
    of_writer.read(1, "y", 2).read(1, "x", nullptr);
    EXPECT_THAT(kept(of_writer.operations),
                ElementsAre("writes-follow-reads", "monotonic-reads", "read-your-writes"));
    auto of_reader = History().write(0, "x", 1).read(1, "x", 1).write(1, "y", 2);
    of_reader.read(2, "y", 2).read(2, "x", nullptr);
    EXPECT_THAT(kept(of_reader.operations),
                ElementsAre("monotonic-writes", "monotonic-reads", "read-your-writes"));
}

TEST(Promise, WhatNobodyWroteBreaksAll) {
    const auto history = History().read(0, "x", 7);
    EXPECT_THAT(kept(history.operations), ElementsAre());
    const auto verdict =
        judge_promise(history.operations, options_for("register"), Promise::read_your_writes);
    EXPECT_THAT(verdict.explanation, HasSubstr("which nobody wrote"));
    EXPECT_THAT(verdict.concerned, ElementsAre(0));
}

TEST(Promise, ValuesThatTwoWroteSayNothing) {
    const auto history = History().write(0, "x", 1).write(1, "x", 1).read(0, "x", 1);
    const auto verdict =
        judge_promise(history.operations, options_for("register"), Promise::causal);
    EXPECT_EQ(verdict.verdict, Verdict::unknown);
    EXPECT_EQ(verdict.explanation, "operation 2 read 1, which had more than one possible writer");
    EXPECT_EQ(judge(history.operations, options_for("register", Promise::sequential))->verdict,
              Verdict::valid);
}

TEST(Promise, OtherModelsKnowOnlySequential) {
    auto history = History().add(0, "q", make_kind("enqueue", 1));
    history.add(1, "q", make_kind("dequeue", nullptr, nullptr));
    const auto weaker = judge_weaker(history.operations, options_for("fifo-queue"));
    ASSERT_EQ(weaker.size(), 1);
    EXPECT_EQ(weaker[0].verdict, Verdict::valid);
    EXPECT_THAT(*weaker[0].witness, ElementsAre(1, 0));
}

TEST(Promise, ABrokenOneIsToldAsACircle) {
    const auto history =
        History().write(0, "x", 1).write(1, "y", 2).read(0, "y", nullptr).read(1, "x", nullptr);
    auto options = options_for("register");
    options.weaker = true;
    const auto judgement = judge(history.operations, options);
    ASSERT_EQ(judgement->verdict, Verdict::invalid);
    const PromiseVerdict& sequential = judgement->weaker.at(0);
    EXPECT_THAT(sequential.explanation, HasSubstr("read of \"x\" by process 1"));
    EXPECT_THAT(sequential.concerned, ElementsAre(0, 1, 2, 3));
    const Value json = to_value(*judgement);
    EXPECT_EQ(json.find("weaker")->as_list().at(1).find("consistency")->as_string(), "causal");
    EXPECT_EQ(json.find("weaker")->as_list().at(1).find("verdict")->as_string(), "valid");
}

TEST(Promise, TimeEndsTheSearch) {
    History history;  // of equal values, so that nothing is known before the search
    for (int round = 0; round < 12; ++round)
        for (int process = 0; process < 8; ++process)
            history.write(process, "x", (round + process) % 3);
    history.read(0, "x", 1).read(1, "x", 99);
    auto options = options_for("register", Promise::sequential);
    options.timeout = std::chrono::milliseconds(1);
    const auto judgement = judge(history.operations, options);
    EXPECT_EQ(judgement->verdict, Verdict::unknown);
    EXPECT_THAT(judgement->partitions.at(0).reason, HasSubstr("time"));
}

/// A few operations of a few processes on two keys; each value has one writer. A process ends with
/// the operation that did not return.
std::vector<Operation> random_registers(core::Random& random) {
    History history;
    const std::size_t count = 2 + random.below(6);
    std::int64_t processes[] = {0, 1, 2};
    for (std::size_t i = 0; i < count; ++i) {
        std::int64_t& process = processes[random.below(3)];
        const char* key = random.chance(0.7) ? "x" : "y";
        const auto value = static_cast<int>(i) + 1;
        const auto other = static_cast<int>(random.below(count + 1));  // 0: the first value
        const Value seen = other == 0 || other == value ? Value() : Value(other);
        Operation operation = make_kind("read", nullptr, seen);
        if (random.chance(0.45)) operation = make_kind("write", value);
        if (random.chance(0.12)) operation = make_kind("cas", Value::List{seen, value});
        if (operation.f != "read" && random.chance(0.15)) operation.outcome = core::EventType::info;
        history.add(process, key, operation);
        if (operation.outcome == core::EventType::info) process += 3;
    }
    return history.operations;
}

TEST(Promise, RandomHistoriesAgreeWithTheDefinitions) {
    core::Random random(20);
    std::size_t kept_count[6] = {};
    constexpr std::size_t trials = 15'000;
    for (std::size_t trial = 0; trial < trials; ++trial) {
        const auto operations = random_registers(random);
        const auto options = options_for("cas-register");
        for (std::size_t i = 0; i < 6; ++i) {
            const auto verdict = judge_promise(operations, options, weaker_ones[i]);
            const bool expected = keeps(weaker_ones[i], operations, options);
            ASSERT_EQ(verdict.verdict, expected ? Verdict::valid : Verdict::invalid)
                << to_text(weaker_ones[i]) << "\n"
                << to_text(operations) << verdict.explanation;
            kept_count[i] += expected ? 1 : 0;
            ASSERT_EQ(verdict.concerned.empty(), expected);
        }
    }
    for (const std::size_t count : kept_count) {
        EXPECT_GT(count, trials / 50);
        EXPECT_LT(count, trials * 49 / 50);
    }
}

/// Without one of them, and without all that read from it.
std::vector<Operation> without(std::vector<Operation> operations, const Operation one) {
    std::erase_if(operations, [&](const Operation& other) { return other.id == one.id; });
    if (one.f == "read") return operations;
    const Value value = one.f == "cas" ? one.argument.as_list()[1] : one.argument;
    const auto reads_from = [&](const Operation& other) {
        const Value seen = other.f == "cas" ? other.argument.as_list()[0] : other.result;
        return other.f != "write" && other.key == one.key && seen == value;
    };
    for (auto found = std::ranges::find_if(operations, reads_from); found != operations.end();
         found = std::ranges::find_if(operations, reads_from))
        operations = without(operations, *found);
    return operations;
}

/// A promise is broken by those concerned alone, and by no fewer of them.
TEST(Promise, WhatIsConcernedIsTheLeast) {
    core::Random random(21);
    const auto options = options_for("cas-register");
    std::size_t circles = 0;
    for (std::size_t trial = 0; trial < 3'000; ++trial) {
        const auto operations = random_registers(random);
        for (const Promise promise : weaker_ones) {
            const auto verdict = judge_promise(operations, options, promise);
            if (verdict.explanation.find("in a circle") == std::string::npos) continue;
            std::vector<Operation> few;
            for (const std::size_t id : verdict.concerned)
                few.push_back(operations.at(id));
            ASSERT_FALSE(keeps(promise, few, options))
                << to_text(promise) << "\n"
                << to_text(operations) << verdict.explanation;
            for (const Operation& one : few) {
                const auto fewer = judge_promise(without(few, one), options, promise);
                ASSERT_NE(fewer.verdict, Verdict::invalid) << to_text(promise) << one.id << "\n"
                                                           << to_text(few);
            }
            ++circles;
        }
    }
    EXPECT_GT(circles, 500);
}

struct Kinds {
    const char* model;
    std::vector<Operation> kinds;
};

TEST(Promise, SequentialAgreesWithBruteForceOnOtherModels) {
    const std::vector<Kinds> models = {
        {"register",
         {make_kind("write", 1), make_kind("write", 2), make_kind("read", nullptr, 1),
          make_kind("read", nullptr, 2), make_kind("write", 1, nullptr, "info")}},
        {"cas-register",
         {make_kind("write", 1), make_kind("cas", Value::List{1, 2}),
          make_kind("cas", Value::List{2, 1}, nullptr, "info"), make_kind("read", nullptr, 2),
          make_kind("cas", Value::List{1, 2}, nullptr, "fail")}},
        {"fifo-queue",
         {make_kind("enqueue", 1), make_kind("enqueue", 2), make_kind("dequeue", nullptr, 1),
          make_kind("dequeue", nullptr, 2), make_kind("dequeue", nullptr, nullptr, "info"),
          make_kind("dequeue", nullptr, nullptr)}},
        {"unordered-queue",
         {make_kind("enqueue", 1), make_kind("enqueue", 2, nullptr, "info"),
          make_kind("dequeue", nullptr, 1), make_kind("dequeue", nullptr, 2),
          make_kind("dequeue", nullptr, nullptr, "info")}},
        {"counter",
         {make_kind("add", 1), make_kind("add", 2, nullptr, "info"), make_kind("read", nullptr, 1),
          make_kind("read", nullptr, 2), make_kind("read", nullptr, 0)}},
        {"mutex", {make_kind("acquire", nullptr), make_kind("release", nullptr)}}};
    core::Random random(22);
    for (const Kinds& each : models) {
        std::size_t valid = 0;
        for (std::size_t trial = 0; trial < 4'000; ++trial) {
            History history;
            std::int64_t processes[] = {0, 1, 2};
            for (std::size_t i = 0, count = 2 + random.below(6); i < count; ++i) {
                std::int64_t& process = processes[random.below(3)];
                const Operation& kind = each.kinds[random.below(each.kinds.size())];
                history.add(process, random.chance(0.8) ? "a" : "b", kind);
                if (kind.outcome == core::EventType::info) process += 3;
            }
            auto options = options_for(each.model, Promise::sequential);
            options.failed_cas = FailedCas::observed;
            if (options.model == "counter") options.initial = 0;
            const bool expected = keeps(Promise::sequential, history.operations, options);
            const auto verdict = judge_promise(history.operations, options, Promise::sequential);
            ASSERT_EQ(verdict.verdict, expected ? Verdict::valid : Verdict::invalid)
                << each.model << "\n"
                << to_text(history.operations);
            valid += expected ? 1 : 0;
        }
        EXPECT_GT(valid, 100) << each.model;
        EXPECT_LT(valid, 3'900) << each.model;
    }
}

}  // namespace
}  // namespace ordeal::linearizability
