// What etcd's answers mean. The texts are those that etcd 3.4.23 gave.
#include "clients/etcd/messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::clients::etcd {
namespace {

using core::EventType;
using core::Value;

Value parsed(std::string_view text) {
    return *core::parse_json(text);
}

TEST(EtcdMessages, WhichErrorsAreDefinite) {
    const struct {
        unsigned status;
        std::string body;
        EventType outcome;
    } table[] = {
        {400, R"({"error":"x","message":"etcdserver: key is not provided","code":3})",
         EventType::fail},
        {404, R"({"message":"etcdserver: requested lease not found","code":5})", EventType::fail},
        {400, R"({"message":"etcdserver: permission denied","code":7})", EventType::fail},
        {401, R"({"message":"etcdserver: invalid auth token","code":16})", EventType::fail},
        {429, R"({"message":"etcdserver: too many requests","code":8})", EventType::fail},
        {429, R"({"message":"etcdserver: mvcc: database space exceeded","code":8})",
         EventType::info},
        {503, R"({"message":"etcdserver: no leader","code":14})", EventType::fail},
        {503, R"({"error":"etcdserver: leader changed","code":14})", EventType::info},
        {503, R"({"message":"etcdserver: request timed out","code":14})", EventType::info},
        {503, R"({"message":"etcdserver: server stopped","code":14})", EventType::info},
        {503, R"({"message":"transport is closing","code":14})", EventType::info},
        {500, R"({"message":"raft proposal dropped","code":2})", EventType::fail},
        {500, R"({"message":"something else","code":2})", EventType::info},
        {504, R"({"message":"context deadline exceeded","code":4})", EventType::info},
        {408, R"({"message":"context canceled","code":1})", EventType::info},
        {200, R"({"message":"of another time","code":99})", EventType::info},
        {404, "404 page not found", EventType::fail},
        {408, "", EventType::info},
        {500, "{", EventType::info},
        {301, R"({"code":"many"})", EventType::info},
    };
    for (const auto& [status, body, outcome] : table) {
        const Trouble trouble = trouble_of(status, body);
        EXPECT_EQ(trouble.outcome, outcome) << body;
        EXPECT_NE(trouble.reason, "") << body;
    }
    EXPECT_EQ(trouble_of(503, R"({"message":"etcdserver: no leader","code":14})").reason,
              "etcdserver: no leader (code 14)");
}

TEST(EtcdMessages, TheKeysOfARange) {
    const auto keys = keys_of(parsed(R"({"header":{"revision":"7"},"kvs":[
        {"key":"YQ==","create_revision":"2","mod_revision":"9007199254740993","value":"NQ=="},
        {"key":"Yg==","mod_revision":"4"}],"count":"2"})"));
    ASSERT_TRUE(keys);
    ASSERT_EQ(keys->size(), 2U);
    EXPECT_EQ(keys->at(0).key, "a");
    EXPECT_EQ(keys->at(0).text, "5");
    EXPECT_EQ(keys->at(0).mod_revision, 9'007'199'254'740'993);
    EXPECT_EQ(keys->at(1).text, "");
    EXPECT_TRUE(keys_of(parsed(R"({"header":{}})"))->empty());
}

TEST(EtcdMessages, WhatIsNoAnswerToARange) {
    for (const char* text : {"{}", "5", R"({"header":{},"kvs":5})", R"({"header":{},"kvs":[5]})",
                             R"({"header":{},"kvs":[{"key":"!","mod_revision":"1"}]})",
                             R"({"header":{},"kvs":[{"key":"YQ==","mod_revision":"1x"}]})"})
        EXPECT_FALSE(keys_of(parsed(text))) << text;
}

TEST(EtcdMessages, ValuesAreKeptAsTheirText) {
    EXPECT_EQ(value_of("5"), Value(5));
    EXPECT_EQ(value_of("[1,\"a\"]"), Value::list({1, "a"}));
    EXPECT_EQ(value_of("no JSON"), Value("no JSON"));
}

TEST(EtcdMessages, NullIsAnAbsentKey) {
    EXPECT_TRUE(set_to("a", nullptr).find("request_delete_range"));
    EXPECT_TRUE(set_to("a", 5).find("request_put"));
    EXPECT_EQ(value_is("a", nullptr), unchanged_since("a", 0));
}

TEST(EtcdMessages, APrefixEndsBeforeItsSuccessor) {
    EXPECT_EQ(range_of_prefix("a/", true),
              parsed(R"({"key":"YS8=","range_end":"YTA=","serializable":true})"));
}

}  // namespace
}  // namespace ordeal::clients::etcd
