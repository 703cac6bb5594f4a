// Operations read block by block are those that are read at once.
#include "harness/show/operations_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/random.hpp"
#include "harness/show/parts.hpp"
#include "tests/harness/show/run_folder.hpp"

namespace ordeal::harness {
namespace {

using core::Event;
using core::EventType;
using core::Operation;

class OperationsOf : public RunFolder {
  protected:
    core::Result<std::vector<Operation>> read(std::size_t most = 1'000'000'000) const {
        std::vector<Operation> operations;
        OperationVisitor visitor;
        visitor.wanted = [](const Operation&) { return true; };
        visitor.take = [&](const Operation& operation) {
            operations.push_back(operation);
            return operations.size() < most;
        };
        const auto visited = visit_operations(run_ / "history.jsonl", visitor);
        if (!visited) return tl::unexpected(visited.error());
        return operations;
    }
};

/// Processes that come and go as in a run: one that ends in info never acts again.
core::History random_history(std::uint64_t seed, std::size_t events) {
    core::Random random(seed);
    core::History history;
    std::vector<std::pair<std::int64_t, bool>> workers{{0, false}, {1, false}, {2, false}};
    while (history.size() < events) {
        Event event;
        event.index = history.size();
        event.time = core::Nanoseconds(1000 * history.size());
        event.f = "write";
        event.value = static_cast<std::int64_t>(history.size());
        if (random.below(20) == 0) {
            event.process = core::Process::nemesis();
            event.type = EventType::info;
            history.push_back(event);
            continue;
        }
        auto& [process, busy] = workers[random.below(workers.size())];
        event.process = {process, {}};
        const auto ending = random.below(10);
        event.type = !busy         ? EventType::invoke
                     : ending < 7  ? EventType::ok
                     : ending == 8 ? EventType::fail
                                   : EventType::info;
        busy = !busy;
        if (event.type == EventType::info) process += 3;
        history.push_back(event);
    }
    return history;
}

void expect_same(const std::vector<Operation>& found, const std::vector<Operation>& known) {
    ASSERT_EQ(found.size(), known.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
        EXPECT_EQ(core::Value(found[i].id), core::Value(known[i].id));
        EXPECT_EQ(to_value(found[i]), to_value(known[i]));
        EXPECT_EQ(found[i].invoked, known[i].invoked);
        EXPECT_EQ(found[i].completed, known[i].completed);
    }
}

TEST_F(OperationsOf, AreThoseOfTheWholeHistory) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const auto history = random_history(seed, 200);
        write("history.jsonl", core::to_jsonl(history));
        expect_same(read().value(), core::pair_operations(history).value());
    }
}

TEST_F(OperationsOf, AHistoryOfSeveralBlocksIsReadAcrossTheirEnds) {
    const auto history = random_history(7, 40'000);
    const std::string text = core::to_jsonl(history);
    ASSERT_GT(text.size(), 3U << 20);
    write("history.jsonl", text);
    expect_same(read().value(), core::pair_operations(history).value());
}

TEST_F(OperationsOf, AnEventMayBeLargerThanABlock) {
    const std::string large(3U << 20, 'x');
    write("history.jsonl", R"({"process":0,"type":"invoke","f":"write","value":")" + large +
                               "\"}\n" + R"({"process":0,"type":"ok","f":"write","value":1})");
    const auto operations = read().value();
    ASSERT_EQ(operations.size(), 1U);
    EXPECT_EQ(operations[0].argument.as_string().size(), large.size());
    EXPECT_EQ(operations[0].outcome, EventType::ok) << "the last line has no line break";
}

TEST_F(OperationsOf, ReadingEndsWhenItIsEnough) {
    write("history.jsonl", core::to_jsonl(random_history(7, 20'000)) + "no history\n");
    EXPECT_EQ(read(5).value().size(), 5U);
}

TEST_F(OperationsOf, ABadLineIsNamedByItsNumberInTheFile) {
    const std::string good = core::to_jsonl(random_history(7, 20'000));
    ASSERT_GT(good.size(), 1U << 20);
    write("history.jsonl", good + "{\"process\":\n");
    const auto read_so_far = read();
    ASSERT_FALSE(read_so_far);
    EXPECT_THAT(read_so_far.error().message, testing::HasSubstr("history.jsonl:20001: column"));
}

TEST_F(OperationsOf, WhatFitsNoInvocationIsAnError) {
    write("history.jsonl", R"({"index":0,"process":0,"type":"ok","f":"read","value":1})");
    EXPECT_THAT(read().error().message, testing::HasSubstr("which it did not invoke"));
    write("history.jsonl", R"({"index":0,"process":0,"type":"invoke","f":"read","value":1}
{"index":1,"process":0,"type":"invoke","f":"read","value":1})");
    EXPECT_THAT(read().error().message, testing::HasSubstr("while its read is under way"));
}

TEST_F(OperationsOf, AFileThatIsNotThereIsNamed) {
    EXPECT_THAT(read().error().message, testing::HasSubstr("cannot read"));
}

}  // namespace
}  // namespace ordeal::harness
