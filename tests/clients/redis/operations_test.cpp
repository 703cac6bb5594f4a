#include "clients/redis/operations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordeal::clients::redis {
namespace {

using core::EventType;
using core::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Reply text(std::string words) {
    return {Reply::Kind::text, 0, std::move(words), {}};
}

Reply error(std::string words) {
    return {Reply::Kind::error, 0, std::move(words), {}};
}

Completion completed(const char* kind, const Invocation& invocation, const Reply& reply) {
    const auto operation = operation_of(invocation, {kind, "p1", "0"});
    EXPECT_TRUE(operation) << operation.error().message;
    return complete(*operation, invocation, reply);
}

TEST(RedisOperations, CommandsNameTheKey) {
    const auto command = [](const char* kind, const Invocation& invocation) {
        return operation_of(invocation, {kind, "p1", "0"})->command;
    };
    EXPECT_THAT(command("register", {"read", Value("k1"), nullptr}),
                ElementsAre("GET", "register:k1"));
    EXPECT_THAT(command("register", {"write", Value(3), 7}), ElementsAre("SET", "register:3", "7"));
    EXPECT_THAT(command("set", {"add", {}, 7}), ElementsAre("SADD", "set", "7"));
    EXPECT_THAT(command("g-counter", {"add", {}, 2}), ElementsAre("INCRBY", "counter", "2"));
    EXPECT_THAT(command("queue", {"dequeue", {}, nullptr}), ElementsAre("LPOP", "queue"));
}

TEST(RedisOperations, WhatAKindHasNot) {
    const std::pair<const char*, Invocation> table[] = {
        {"register", {"add", {}, 1}},
        {"register", {"cas", {}, 1}},
        {"register", {"cas", {}, Value::list({1})}},
        {"counter", {"add", {}, "x"}},
        {"bank", {"read", {}, nullptr}},
    };
    for (const auto& [kind, invocation] : table) {
        const auto operation = operation_of(invocation, {kind, "p1", "0"});
        ASSERT_FALSE(operation) << kind << invocation.f;
        EXPECT_THAT(operation.error().message, HasSubstr(kind));
    }
}

TEST(RedisOperations, WordsOfErrorsDecide) {
    for (const char* word : {"READONLY You can't write", "LOADING", "MASTERDOWN Link with MASTER",
                             "CLUSTERDOWN", "NOREPLICAS Not enough", "MISCONF", "OOM", "MOVED 1 a",
                             "WRONGTYPE", "NOSCRIPT", "ERR unknown command"})
        EXPECT_EQ(outcome_of_error(word), EventType::fail) << word;
    for (const char* word : {"UNKILLABLE Sorry", "UNBLOCKED", "READONLYX", ""})
        EXPECT_EQ(outcome_of_error(word), EventType::info) << word;
    const Invocation write{"write", Value("k0"), 5};
    EXPECT_EQ(completed("register", write, error("READONLY no")).type, EventType::fail);
    EXPECT_EQ(completed("register", write, error("UNKILLABLE no")).type, EventType::info);
}

TEST(RedisOperations, RepliesOfAnotherKindAreNoSuccess) {
    const Invocation write{"write", Value("k0"), 5};
    EXPECT_EQ(completed("register", write, text("OK")).type, EventType::ok);
    EXPECT_EQ(completed("register", write, text("QUEUED")).type, EventType::info);
    EXPECT_EQ(completed("register", {"read", {}, nullptr}, text("{")).type, EventType::info);
    EXPECT_EQ(completed("set", {"read", {}, nullptr}, text("1")).type, EventType::info);
}

TEST(RedisOperations, EmptinessIsNullOrAFailure) {
    const Completion read = completed("register", {"read", {}, nullptr}, Reply{});
    EXPECT_EQ(read.type, EventType::ok);
    EXPECT_TRUE(read.value.is_null());
    EXPECT_EQ(completed("counter", {"read", {}, nullptr}, Reply{}).value, Value(0));
    const Completion dequeue = completed("queue", {"dequeue", {}, nullptr}, Reply{});
    EXPECT_EQ(dequeue.type, EventType::fail);
    EXPECT_EQ(dequeue.error, "empty");
}

}  // namespace
}  // namespace ordeal::clients::redis
