// What is said of queues, stacks and priority queues that cannot be right.
#include <gtest/gtest.h>

#include "linearizability/judge.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {
namespace {

using core::Operation;
using core::Value;

/// One after the other, each by a process of its own; a crashed one stays under way.
std::string said_of(const std::string& model, std::vector<Operation> operations) {
    std::size_t position = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        operations[i].id = i;
        operations[i].process = static_cast<std::int64_t>(i);
        operations[i].invoked = position++;
        if (operations[i].outcome != core::EventType::info) operations[i].completed = position++;
    }
    linearizability::JudgeOptions options;
    options.model = model;
    const auto judgement = linearizability::judge(operations, options);
    EXPECT_TRUE(judgement.has_value());
    const auto& counterexample = judgement->partitions[0].counterexample;
    EXPECT_TRUE(counterexample.has_value());
    return counterexample ? counterexample->explanation : "";
}

Operation put(const char* f, int value, const char* outcome = "ok") {
    return make_kind(f, value, nullptr, outcome);
}
Operation take(const char* f, Value value, const char* outcome = "ok") {
    return make_kind(f, nullptr, std::move(value), outcome);
}

void expect_said(const std::string& said, const std::string& end) {
    EXPECT_TRUE(said.ends_with(": " + end)) << said;
}

TEST(ExplainPile, OutOfOrder) {
    expect_said(said_of("fifo-queue", {put("enqueue", 3), put("enqueue", 7), take("dequeue", 7),
                                       take("dequeue", 3)}),
                "3 was enqueued before 7: enqueue 3 by process 0 had returned when enqueue 7 by "
                "process 1 began, and dequeue=3 by process 3 began only after it returned");
    expect_said(said_of("stack", {put("push", 3), put("push", 7), take("pop", 3)}),
                "7 was pushed on top of 3: push 7 by process 1 began after push 3 by process 0 had "
                "returned, and nobody ever popped it");
    expect_said(
        said_of("priority-queue", {put("insert", 3), put("insert", 7), take("remove-min", 7)}),
        "3 is less than 7 and was there: insert 3 by process 0 had returned before this "
        "began, and nobody ever removed it");
}

TEST(ExplainPile, FoundEmptyThoughItWasNot) {
    for (const auto* model : {"fifo-queue", "unordered-queue"})
        expect_said(said_of(model, {put("enqueue", 3), take("dequeue", nullptr)}),
                    "3 was there: enqueue 3 by process 0 had returned before this began, and "
                    "nobody ever dequeued it");
}

TEST(ExplainPile, HadTwiceOrNeverPut) {
    expect_said(
        said_of("unordered-queue", {put("enqueue", 3), take("dequeue", 3), take("dequeue", 3)}),
        "3 was enqueued only once, and dequeue=3 by process 1 had it already");
    expect_said(said_of("stack", {put("push", 3), take("pop", 7)}), "nobody ever pushed 7");
    expect_said(said_of("stack", {put("push", 7, "fail"), take("pop", 7)}),
                "push 7 by process 0 had failed");
    expect_said(said_of("stack", {take("pop", 7), put("push", 7)}),
                "push 7 by process 1 began only later");
}

/// One of two crashed takes may have been of 3; it is illegal all the same, but no sentence tells
/// it.
TEST(ExplainPile, NothingIsClaimedThatMayNotBe) {
    const auto said = said_of(
        "fifo-queue", {put("enqueue", 3), put("enqueue", 4), put("enqueue", 7),
                       take("dequeue", nullptr, "info"), take("dequeue", 7), take("dequeue", 3)});
    EXPECT_EQ(said.find("was enqueued before"), std::string::npos) << said;
    const auto twice = said_of("stack", {put("push", 3), put("push", 3), put("push", 7),
                                         take("pop", 3), take("pop", 7), take("pop", 7)});
    EXPECT_EQ(twice.find("only once"), std::string::npos) << twice;
}

}  // namespace
}  // namespace ordeal::testing
