// The generic client: etcd, described, is a service like any other.
#include "clients/http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/clients/support/fake_server.hpp"
#include "tests/clients/support/local_server.hpp"

namespace ordeal::clients::http {
namespace {

using core::EventType;
using core::Value;
using ::testing::HasSubstr;

constexpr const char* etcd_described = R"({
    "read": {"path": "/v3/kv/range", "body": {"key": "{key:base64}"}, "result": "/kvs/0/value",
             "decode": "base64", "absent": "null"},
    "write": {"path": "/v3/kv/put", "body": {"key": "{key:base64}", "value": "{value:base64}"}},
    "cas": {"path": "/v3/kv/txn", "fail-if": {"/succeeded": null}, "body": {
        "compare": [{"key": "{key:base64}", "target": "VALUE", "result": "EQUAL",
                     "value": "{from:base64}"}],
        "success": [{"request_put": {"key": "{key:base64}", "value": "{to:base64}"}}]}}})";

ClientOptions options_with(std::string_view text, std::string ip, std::uint16_t port) {
    ClientOptions options;
    options.endpoints = {{"n1", std::move(ip), port}};
    options.timeout = std::chrono::seconds(60);
    options.extra = *core::parse_json(text);
    return options;
}

TEST(HttpClient, AServiceThatIsOnlyDescribed) {
    const auto program = testing::find_program("etcd");
    if (!program) GTEST_SKIP() << "apt-get install etcd-server";
    const testing::Folder folder;
    const std::string ip = testing::own_loopback();
    const std::uint16_t port = testing::next_port();
    const std::string peers = fmt::format("http://{}:{}", ip, testing::next_port());
    const std::string clients = fmt::format("http://{}:{}", ip, port);
    testing::Process server(
        {*program, "--data-dir=data", "--listen-peer-urls=" + peers,
         "--initial-advertise-peer-urls=" + peers, "--initial-cluster=default=" + peers,
         "--listen-client-urls=" + clients, "--advertise-client-urls=" + clients},
        folder.path());
    ASSERT_TRUE(server.listens(ip, port)) << server.output();
    const auto client = make_client(options_with(etcd_described, ip, port));
    ASSERT_TRUE(client) << client.error().message;
    const Value key("k0");
    const std::tuple<std::string, Value, EventType, Value> steps[] = {
        {"read", nullptr, EventType::ok, nullptr},
        {"write", 5, EventType::ok, 5},
        {"read", nullptr, EventType::ok, 5},
        {"cas", Value::list({4, 6}), EventType::fail, Value::list({4, 6})},
        {"cas", Value::list({5, 6}), EventType::ok, Value::list({5, 6})},
        {"read", nullptr, EventType::ok, 6},
        {"delete", nullptr, EventType::fail, nullptr},
    };
    for (const auto& [f, value, type, answer] : steps) {
        const Completion completion = (*client)->invoke({f, key, value});
        EXPECT_EQ(completion.type, type) << f << completion.error.value_or("");
        EXPECT_EQ(completion.value, answer) << f;
    }
}

TEST(HttpClient, WhatCannotBeSentFails) {
    const testing::FakeServer silent(testing::Manner::silent);
    const auto client =
        make_client(options_with(R"({"read": {"path": "/{key}"}})", "127.0.0.1", silent.port()));
    const Completion keyless = (*client)->invoke({"read", std::nullopt, nullptr});
    EXPECT_EQ(keyless.type, EventType::fail);
    EXPECT_EQ(*keyless.error, "not sent: {key} stands for nothing in this operation");
    const Completion unknown = (*client)->invoke({"write", Value("k0"), 5});
    EXPECT_EQ(unknown.type, EventType::fail);
    EXPECT_EQ(*unknown.error, "workload.options does not describe write");
}

TEST(HttpClient, OptionsThatDoNotFit) {
    const std::pair<const char*, const char*> table[] = {
        {"null", "workload.options: describe the functions of the workload"},
        {R"({"connect": "all"})", "workload.options: describe the functions"},
        {R"({"read": {"path": "/"}, "connect": "al"})", "workload.options.connect"},
        {R"({"read": {"path": "/{kye}"}})", "workload.options.read.path: unknown placeholder"},
    };
    for (const auto& [text, message] : table) {
        const auto client = make_client(options_with(text, "127.0.0.1", 1));
        ASSERT_FALSE(client) << text;
        EXPECT_THAT(client.error().message, HasSubstr(message));
    }
}

}  // namespace
}  // namespace ordeal::clients::http
