#include "core/history/operation.hpp"

#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"

namespace ordeal::core {
namespace {

/// "3 invoke write 5", "3 info write": process, type, f and, perhaps, value and key.
struct Line {
    std::int64_t process;
    EventType type;
    const char* f;
    Value value = nullptr;
    std::optional<Value> key = std::nullopt;
};

History history_of(const std::vector<Line>& lines) {
    History history;
    for (const Line& line : lines) {
        Event event;
        event.index = history.size() + 100;  // not the position
        event.time = Nanoseconds{10 * static_cast<std::int64_t>(history.size())};
        event.process = {line.process, {}};
        event.type = line.type;
        event.f = line.f;
        event.value = line.value;
        event.key = line.key;
        history.push_back(event);
    }
    return history;
}

std::string error_of(const std::vector<Line>& lines) {
    const auto operations = pair_operations(history_of(lines));
    return operations ? "paired" : operations.error().message;
}

using enum EventType;

TEST(PairOperations, JoinsByProcessInOrderOfInvocation) {
    const auto operations = pair_operations(history_of({{0, invoke, "write", 5, "x"},
                                                        {1, invoke, "read", nullptr, "x"},
                                                        {1, ok, "read", 5, "x"},
                                                        {0, ok, "write", 5}}));
    ASSERT_TRUE(operations) << operations.error().message;
    ASSERT_EQ(operations->size(), 2U);
    const Operation& write = (*operations)[0];
    EXPECT_EQ(write.id, 0U);
    EXPECT_EQ(write.process, 0);
    EXPECT_EQ(write.f, "write");
    EXPECT_EQ(write.key, std::optional<Value>("x"));
    EXPECT_EQ(write.argument, Value(5));
    EXPECT_EQ(write.outcome, ok);
    EXPECT_EQ(write.invoked, 0U);
    EXPECT_EQ(write.completed, std::optional<std::size_t>(3));
    EXPECT_EQ(write.invoke_time.count(), 0);
    EXPECT_EQ(write.complete_time, Nanoseconds{30});
    EXPECT_EQ((*operations)[1].result, Value(5));
}

TEST(PairOperations, WhatNeverCompletesIsInfo) {
    const auto operations = pair_operations(history_of({{0, invoke, "read", 7}}));
    ASSERT_EQ(operations->size(), 1U);
    EXPECT_EQ(operations->front().outcome, info);
    EXPECT_FALSE(operations->front().completed);
    EXPECT_FALSE(operations->front().complete_time);
    EXPECT_EQ(operations->front().result, Value());
}

TEST(PairOperations, OnlyOkHasAResult) {
    const auto operations = pair_operations(history_of({{0, invoke, "cas", Value::list({1, 2})},
                                                        {0, fail, "cas", Value::list({1, 2})},
                                                        {0, invoke, "read"},
                                                        {0, info, "read", 9}}));
    ASSERT_EQ(operations->size(), 2U);
    EXPECT_EQ((*operations)[0].outcome, fail);
    EXPECT_EQ((*operations)[0].result, Value());
    EXPECT_EQ((*operations)[0].argument, Value::list({1, 2}));
    EXPECT_EQ((*operations)[1].outcome, info);
    EXPECT_EQ((*operations)[1].result, Value());
}

TEST(PairOperations, NamedProcessesAreLeftOut) {
    History history = history_of({{0, invoke, "read"}, {0, ok, "read", 1}});
    Event fault;
    fault.process = Process::nemesis();
    fault.type = info;
    fault.f = "partition";
    history.insert(history.begin() + 1, fault);
    history.insert(history.begin(), fault);
    const auto operations = pair_operations(history);
    ASSERT_EQ(operations->size(), 1U);
    EXPECT_EQ(operations->front().invoked, 1U);  // a position in the whole history
    EXPECT_EQ(operations->front().completed, std::optional<std::size_t>(3));
}

TEST(PairOperations, TheErrorOfTheCompletionIsKept) {
    History history = history_of({{0, invoke, "read"}, {0, info, "read"}});
    history[1].error = "timeout";
    EXPECT_EQ(pair_operations(history)->front().error, "timeout");
}

TEST(PairOperations, EveryErrorNamesTheEvent) {
    EXPECT_EQ(error_of({{3, ok, "read"}}),
              "event 100: process 3 completes read, which it did not invoke");
    EXPECT_EQ(error_of({{3, invoke, "read"}, {3, ok, "read"}, {3, ok, "read"}}),
              "event 102: process 3 completes read, which it did not invoke");
    EXPECT_EQ(error_of({{3, invoke, "read"}, {3, invoke, "write"}}),
              "event 101: process 3 invokes write while its read is under way");
    EXPECT_EQ(error_of({{3, invoke, "read"}, {3, info, "read"}, {3, invoke, "write"}}),
              "event 102: process 3 invokes write after it ended in info");
    EXPECT_EQ(error_of({{3, invoke, "read"}, {3, ok, "write"}}),
              "event 101: process 3 completes write, but invoked read");
    EXPECT_EQ(error_of({{3, invoke, "read", nullptr, "x"}, {3, ok, "read", 1, "y"}}),
              "event 101: process 3 completes read of key \"y\", but invoked it of key \"x\"");
    EXPECT_EQ(error_of({{3, invoke, "read"}, {3, ok, "read", 1, "y"}}),
              "event 101: process 3 completes read of key \"y\", but invoked it without a key");
}

TEST(PairOperations, LenientPairingMakesTheBestOfIt) {
    Skipped skipped;
    const auto operations = pair_operations(history_of({{0, ok, "read", 1},
                                                        {0, invoke, "read"},
                                                        {0, invoke, "write", 2},
                                                        {0, ok, "read", 2},
                                                        {0, info, "write", 2},
                                                        {0, invoke, "read"},
                                                        {0, ok, "read", 3}}),
                                            &skipped);
    ASSERT_TRUE(operations);
    ASSERT_EQ(operations->size(), 3U);
    EXPECT_EQ((*operations)[0].outcome, info);
    EXPECT_EQ((*operations)[1].outcome, info);
    EXPECT_EQ((*operations)[2].result, Value(3));
    EXPECT_EQ(skipped.count, 4U);
    EXPECT_EQ(skipped.first[1], "event 102: process 0 invokes write while its read is under way");
}

TEST(PairOperations, ProcessesDoNotDisturbEachOther) {
    EXPECT_EQ(error_of({{0, invoke, "read"},
                        {0, info, "read"},
                        {5, invoke, "read"},
                        {1, invoke, "write", 1},
                        {5, ok, "read"},
                        {5, invoke, "read"}}),
              "paired");
}

TEST(PairOperations, AnEmptyHistoryHasNoOperations) {
    EXPECT_TRUE(pair_operations({})->empty());
}

}  // namespace
}  // namespace ordeal::core
