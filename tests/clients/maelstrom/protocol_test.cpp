#include "clients/maelstrom/protocol.hpp"

#include <gtest/gtest.h>

#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::clients::maelstrom {
namespace {

using core::EventType;
using core::Value;

Request request_of(std::string f, Value value = {}) {
    return {{std::move(f), Value("k0"), std::move(value)}, 7, "c3", "n1", true};
}

std::string reply(std::string_view body) {
    return fmt::format(R"({{"src":"n1","dest":"c3","body":{}}})", body);
}

Completion completion_of(std::string_view body, const Request& request) {
    const auto meaning = interpret(reply(body), request);
    EXPECT_TRUE(std::holds_alternative<Completion>(meaning)) << body;
    return std::get<Completion>(meaning);
}

TEST(MaelstromProtocol, EncodesEachFunctionAsTheProtocolSays) {
    EXPECT_EQ(*encode(request_of("read")),
              R"({"src":"c3","dest":"n1","body":{"type":"read","msg_id":7,"key":"k0"}})");
    EXPECT_EQ(
        *encode(request_of("write", 5)),
        R"({"src":"c3","dest":"n1","body":{"type":"write","msg_id":7,"key":"k0","value":5}})");
    EXPECT_EQ(
        *encode(request_of("cas", Value::list({1, 2}))),
        R"({"src":"c3","dest":"n1","body":{"type":"cas","msg_id":7,"key":"k0","from":1,"to":2}})");
    Request keyless = request_of("add", 3);
    keyless.invocation.key.reset();
    EXPECT_EQ(*encode(keyless),
              R"({"src":"c3","dest":"n1","body":{"type":"add","msg_id":7,"value":3}})");
}

TEST(MaelstromProtocol, RefusesACasThatIsNotAPair) {
    const auto encoded = encode(request_of("cas", 5));
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().message, "the value of a cas is [from, to], not 5");
}

TEST(MaelstromProtocol, OkReplies) {
    const auto read =
        completion_of(R"({"type":"read_ok","in_reply_to":7,"value":3})", request_of("read"));
    EXPECT_EQ(read.type, EventType::ok);
    EXPECT_EQ(read.value, Value(3));
    EXPECT_FALSE(read.error);
    const auto null =
        completion_of(R"({"type":"read_ok","in_reply_to":7,"value":null})", request_of("read"));
    EXPECT_EQ(null.type, EventType::ok);
    EXPECT_TRUE(null.value.is_null());
    const auto write =
        completion_of(R"({"type":"write_ok","in_reply_to":7})", request_of("write", 5));
    EXPECT_EQ(write.type, EventType::ok);
    EXPECT_EQ(write.value, Value(5));
    const Value change = Value::list({1, 2});
    const auto cas =
        completion_of(R"({"type":"cas_ok","in_reply_to":7})", request_of("cas", change));
    EXPECT_EQ(cas.type, EventType::ok);
    EXPECT_EQ(cas.value, change);
}

TEST(MaelstromProtocol, ErrorCodes) {
    const std::pair<std::int64_t, EventType> table[] = {
        {0, EventType::info},   {1, EventType::fail},         {10, EventType::fail},
        {11, EventType::fail},  {12, EventType::fail},        {13, EventType::info},
        {14, EventType::fail},  {20, EventType::fail},        {21, EventType::fail},
        {22, EventType::fail},  {30, EventType::fail},        {31, EventType::fail},
        {999, EventType::fail}, {1000, EventType::info},      {1001, EventType::info},
        {-1, EventType::info},  {INT64_MAX, EventType::info},
    };
    for (const auto& [code, outcome] : table) {
        const auto completion =
            completion_of(fmt::format(R"({{"type":"error","in_reply_to":7,"code":{}}})", code),
                          request_of("write", 5));
        EXPECT_EQ(completion.type, outcome) << code;
        EXPECT_TRUE(completion.error) << code;
        EXPECT_EQ(completion.value, Value(5)) << "the invocation's";
    }
}

TEST(MaelstromProtocol, ErrorTextNamesCodeAndWhatTheNodeSaid) {
    const auto completion =
        completion_of(R"({"type":"error","in_reply_to":7,"code":22,"text":"expected 3, had 4"})",
                      request_of("cas", Value::list({3, 1})));
    EXPECT_EQ(completion.error, R"(precondition-failed (22): "expected 3, had 4")");
    const auto custom =
        completion_of(R"({"type":"error","in_reply_to":7,"code":1004})", request_of("read"));
    EXPECT_EQ(custom.error, "error (1004)");
}

TEST(MaelstromProtocol, AMissingKeyReadsAsNullUnlessAskedOtherwise) {
    constexpr std::string_view missing = R"({"type":"error","in_reply_to":7,"code":20})";
    Request read = request_of("read");
    EXPECT_EQ(completion_of(missing, read).type, EventType::ok);
    EXPECT_TRUE(completion_of(missing, read).value.is_null());
    read.missing_key_is_null = false;
    EXPECT_EQ(completion_of(missing, read).type, EventType::fail);
    EXPECT_EQ(completion_of(missing, request_of("write", 1)).type, EventType::fail);
    EXPECT_EQ(completion_of(missing, request_of("cas", Value::list({1, 2}))).type, EventType::fail);
}

TEST(MaelstromProtocol, RepliesOfTheWrongKindSayWhatWasExpected) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {R"({"type":"write_ok","in_reply_to":7})", R"(expected read_ok or error, not "write_ok")"},
        {R"({"type":"read","in_reply_to":7,"value":1})",
         R"(expected read_ok or error, not "read")"},
        {R"({"type":"","in_reply_to":7})", R"(expected read_ok or error, not "")"},
        {R"({"type":5,"in_reply_to":7})", "expected read_ok or error, but it has no type"},
        {R"({"in_reply_to":7})", "expected read_ok or error, but it has no type"},
        {R"({"type":"read_ok","in_reply_to":7})", "read_ok needs value, of any value"},
        {R"({"type":"error","in_reply_to":7})", "an error needs code, an integer"},
        {R"({"type":"error","in_reply_to":7,"code":"22"})", "an error needs code, an integer"},
    };
    for (const auto& [body, why] : table) {
        const Request read = request_of("read");
        const auto meaning = interpret(reply(body), read);
        const auto* malformed = std::get_if<Malformed>(&meaning);
        ASSERT_TRUE(malformed) << body;
        EXPECT_TRUE(malformed->answers) << body;
        EXPECT_EQ(malformed->why, why) << body;
        const Completion completion = unknown_outcome(read, *malformed);
        EXPECT_EQ(completion.type, EventType::info);
        EXPECT_EQ(completion.error, "malformed reply: " + std::string(why));
    }
}

TEST(MaelstromProtocol, RepliesToOthersAreStale) {
    const Request read = request_of("read");
    for (const std::string_view datagram : {
             R"({"dest":"c3","body":{"type":"read_ok","in_reply_to":6,"value":1}})",
             R"({"dest":"c3","body":{"type":"error","in_reply_to":8,"code":22}})",
             R"({"dest":"c8","body":{"type":"read_ok","in_reply_to":7,"value":1}})",
             R"({"dest":"c8","body":{"type":"dunno","in_reply_to":7}})",
         })
        EXPECT_TRUE(std::holds_alternative<Stale>(interpret(datagram, read))) << datagram;
}

TEST(MaelstromProtocol, WhatNobodyCanAttributeIsMalformed) {
    const Request read = request_of("read");
    for (const std::string_view datagram : {
             "",
             "x",
             "5",
             "[]",
             "{}",
             R"({"dest":"c3"})",
             R"({"dest":"c3","body":[]})",
             R"({"dest":"c3","body":{"type":"read_ok","value":1}})",
             R"({"dest":"c3","body":{"type":"read_ok","in_reply_to":"7","value":1}})",
             R"({"body":{"type":"read_ok","in_reply_to":7,"value":1}})",
             R"({"dest":"c3","body":{"type":"read_ok","in_reply_to":7,"value":1}}{})",
         })
        EXPECT_FALSE(std::get<Malformed>(interpret(datagram, read)).answers) << datagram;
    const std::string deep = std::string(30000, '[') + std::string(30000, ']');
    EXPECT_TRUE(std::holds_alternative<Malformed>(interpret(deep, read)));
}

TEST(MaelstromProtocol, DamagedRepliesNeverCompleteAWriteWithFailOrAnotherValue) {
    const std::string good = reply(R"({"type":"write_ok","in_reply_to":7})");
    const Request write = request_of("write", 5);
    core::Random random(11);
    for (int round = 0; round < 20000; ++round) {
        std::string damaged = good;
        for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips)
            damaged[random.below(damaged.size())] ^= static_cast<char>(1 << random.below(8));
        if (random.chance(0.3)) damaged.resize(random.below(damaged.size()));
        const auto meaning = interpret(damaged, write);
        const auto* completion = std::get_if<Completion>(&meaning);
        if (!completion) continue;
        EXPECT_NE(completion->type, EventType::fail) << damaged;
        if (completion->type == EventType::ok) {
            EXPECT_EQ(completion->value, Value(5)) << damaged;
        }
    }
}

}  // namespace
}  // namespace ordeal::clients::maelstrom
