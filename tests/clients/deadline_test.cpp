// What every client of a TCP server must do with one that misbehaves: answer in time, say rightly
// whether something may have happened, and leave nothing behind.
#include <chrono>
#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "tests/clients/support/fake_server.hpp"
#include "tests/clients/support/local_server.hpp"

namespace ordeal::clients {
namespace {

using core::EventType;
using core::Value;
using testing::FakeServer;
using testing::Manner;

struct Case {
    std::string client;
    std::string trickle;  // how an answer begins that can go on for ever
    bool asks_at_once;    // its first bytes are the operation: no greeting comes before
    std::chrono::milliseconds patience{150};  // with each of a thousand connections
};

void PrintTo(const Case& example, std::ostream* out) {
    *out << example.client;
}

/// An error message of 30,000 bytes, as a PostgreSQL server may send instead of a greeting.
std::string endless_error() {
    return {'E', 0, 0, 0x75, 0x30, 'x'};
}

std::unique_ptr<Client> client_of(const std::string& name, std::uint16_t port,
                                  std::chrono::milliseconds timeout) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", port}};
    options.workload = "register";
    options.timeout = timeout;
    if (name == "http")
        options.extra = Value::object({{"write", Value::object({{"path", "/{key}"}})}});
    auto client = make_client(name, options);
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
}

Completion write_to(const std::string& name, std::uint16_t port,
                    std::chrono::milliseconds timeout = std::chrono::milliseconds(150)) {
    const auto client = client_of(name, port, timeout);
    if (const auto opened = client->open(); !opened)
        return {EventType::fail, nullptr, opened.error().message};
    Completion completion = client->invoke({"write", Value("k0"), 5});
    client->close();
    return completion;
}

/// Again, as long as a busy machine leaves no time even to ask.
Completion asked_of(const std::string& name, std::uint16_t port) {
    Completion completion = write_to(name, port);
    for (int attempt = 0; attempt < 50 && completion.type == EventType::fail; ++attempt)
        completion = write_to(name, port);
    return completion;
}

class TcpClients : public ::testing::TestWithParam<Case> {};

TEST_P(TcpClients, NobodyListens) {
    const FakeServer server(Manner::refuse);
    const Completion completion = write_to(GetParam().client, server.port());
    EXPECT_EQ(completion.type, EventType::fail);
    EXPECT_THAT(completion.error.value_or(""), ::testing::Not(""));
}

TEST_P(TcpClients, NobodyAccepts) {
    const FakeServer server(Manner::deaf);
    const Completion completion = write_to(GetParam().client, server.port());
    EXPECT_EQ(completion.type, EventType::fail);
    EXPECT_THAT(completion.error.value_or(""), ::testing::HasSubstr("timeout"));
}

TEST_P(TcpClients, OnlyWhatMayHaveBeenSeenIsInDoubt) {
    for (const Manner manner :
         {Manner::silent, Manner::close_after_request, Manner::reset_after_request, Manner::drip}) {
        const FakeServer server(manner, GetParam().trickle);
        const bool asks = GetParam().asks_at_once;
        const Completion completion = asks ? asked_of(GetParam().client, server.port())
                                           : write_to(GetParam().client, server.port());
        EXPECT_EQ(completion.type, asks ? EventType::info : EventType::fail)
            << static_cast<int>(manner) << ": " << completion.error.value_or("");
        EXPECT_THAT(completion.error.value_or(""), ::testing::Not(""));
    }
}

TEST_P(TcpClients, AConnectionThatEndsAtOnceIsNoSuccess) {
    for (const Manner manner : {Manner::close_at_once, Manner::reset_at_once}) {
        const FakeServer server(manner);
        const Completion completion = write_to(GetParam().client, server.port());
        EXPECT_NE(completion.type, EventType::ok);
        EXPECT_THAT(completion.error.value_or(""), ::testing::Not(""));
    }
}

TEST_P(TcpClients, AnEndlessTrickleDoesNotHoldThem) {
    const FakeServer server(Manner::drip, GetParam().trickle);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i)
        EXPECT_NE(write_to(GetParam().client, server.port()).type, EventType::ok);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_P(TcpClients, AThousandKilledConnectionsLeaveNothing) {
    (void)write_to(GetParam().client, FakeServer(Manner::refuse).port());  // what libraries keep
    const testing::Belongings before = testing::belongings();
    {
        const FakeServer closing(Manner::close_after_request);
        const FakeServer resetting(Manner::reset_after_request);
        for (int i = 0; i < 500; ++i) {
            for (const FakeServer* server : {&closing, &resetting})
                EXPECT_NE(write_to(GetParam().client, server->port(), GetParam().patience).type,
                          EventType::ok);
        }
    }
    const testing::Belongings after = testing::belongings_settled(before);
    EXPECT_LE(after.descriptors, before.descriptors);
    EXPECT_LE(after.threads, before.threads);
}

INSTANTIATE_TEST_SUITE_P(
    All, TcpClients,
    ::testing::Values(Case{"redis", "$100000000\r\nx", true},
                      Case{"etcd", "HTTP/1.1 200 OK\r\nX: y", true},
                      Case{"http", "HTTP/1.1 200 OK\r\nX: y", true},
                      Case{"postgres", endless_error(), false},
                      // its library tells nobody that a connection failed: it tries again
                      Case{"zookeeper", std::string("\x00\x0f\xff\xffx", 5), false,
                           std::chrono::milliseconds(5)}),
    [](const auto& tested) { return tested.param.client; });

}  // namespace
}  // namespace ordeal::clients
