// Exchanges with servers that say exactly what the test wants, or misbehave.
#include "clients/http_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/clients/support/fake_server.hpp"
#include "tests/clients/support/loopback.hpp"

namespace ordeal::clients {
namespace {

using core::EventType;
using testing::FakeServer;
using ::testing::HasSubstr;
using testing::Manner;
using namespace std::chrono_literals;

Deadline in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

Answered<HttpResponse> exchange(const FakeServer& server, std::chrono::milliseconds timeout = 60s,
                                std::size_t most_bytes = 1'000, const std::string& method = "GET") {
    HttpSession session("127.0.0.1", server.port(), most_bytes);
    return session.exchange({method, "/", {}, ""}, in(timeout));
}

/// Of a server that gives no answer in time. Again, as long as a busy machine leaves no time even
/// to ask.
Trouble trouble_of_asking(std::uint16_t port) {
    Trouble trouble;
    for (int attempt = 0; attempt < 50; ++attempt) {
        HttpSession session("127.0.0.1", port);
        const auto answer = session.exchange({}, in(100ms));
        if (answer) return {EventType::ok, answer->body};
        trouble = answer.error();
        if (trouble.outcome != EventType::fail) break;
    }
    return trouble;
}

TEST(HttpSession, AnswersOfAllShapes) {
    const struct {
        std::string text;
        unsigned status;
        std::string body;
    } table[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"},
        {"HTTP/1.1 404 no such\r\nContent-Length: 0\r\n\r\n", 404, ""},
        {"HTTP/1.1 204 nothing\r\n\r\n", 204, ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
         200, "abc"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x"},
    };
    for (const auto& [text, status, body] : table) {
        const FakeServer server(Manner::answer, text);
        const auto answer = exchange(server);
        ASSERT_TRUE(answer) << text << answer.error().reason;
        EXPECT_EQ(answer->status, status);
        EXPECT_EQ(answer->body, body);
    }
}

TEST(HttpSession, AHeadHasNoBody) {
    const FakeServer server(Manner::answer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    const auto answer = exchange(server, 60s, 1'000, "HEAD");
    ASSERT_TRUE(answer) << answer.error().reason;
    EXPECT_EQ(answer->body, "");
}

TEST(HttpSession, OneConnectionForManyExchanges) {
    const FakeServer server(Manner::answer, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    HttpSession session("127.0.0.1", server.port());
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(session.exchange({"POST", "/", {{"A", "b"}}, "body"}, in(60s)));
}

TEST(HttpSession, WhatIsNoAnswerIsInDoubt) {
    const std::pair<std::string, std::string> table[] = {
        {"hello\r\n\r\n", "an answer that is not HTTP"},
        {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "an answer that is not HTTP"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", "an answer of more than 1000 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + std::string(1'024, 'x'),
         "an answer of more than 1000 bytes"},
    };
    for (const auto& [text, reason] : table) {
        const FakeServer server(Manner::answer, text);
        const auto answer = exchange(server);
        ASSERT_FALSE(answer) << text;
        EXPECT_EQ(answer.error().outcome, EventType::info);
        EXPECT_THAT(answer.error().reason, HasSubstr(reason));
    }
}

TEST(HttpSession, TheDeadlineHoldsForTheWholeExchange) {
    for (const char* begin : {"HTTP/1.1 200 OK\r\nX: y", "HTTP/1.1 200 OK\r\n\r\nx", ""}) {
        const FakeServer server(*begin == '\0' ? Manner::silent : Manner::drip, begin);
        const Trouble trouble = trouble_of_asking(server.port());
        EXPECT_EQ(trouble.outcome, EventType::info);
        EXPECT_EQ(trouble.reason, "timeout");
    }
}

TEST(HttpSession, NobodyAcceptsTheConnection) {
    std::uint16_t port = 0;
    const auto listener = testing::bound_socket(SOCK_STREAM, port);
    ASSERT_EQ(::listen(listener.get(), 1), 0);
    const Trouble trouble = trouble_of_asking(port);
    EXPECT_EQ(trouble.outcome, EventType::info) << "the system has taken the request";
    EXPECT_EQ(trouble.reason, "timeout");
}

TEST(HttpSession, WithoutConnectionNothingWasSent) {
    const FakeServer server(Manner::refuse);
    const auto refused = exchange(server);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().outcome, EventType::fail);
    EXPECT_THAT(refused.error().reason, HasSubstr("Connection refused"));
}

TEST(HttpSession, AConnectionThatWasClosedSinceIsMadeAnew) {
    const FakeServer server(Manner::answer,
                            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
    HttpSession session("127.0.0.1", server.port());
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(session.exchange({}, in(60s)));
    const FakeServer babbling(Manner::answer,
                              "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 500 Bad\r\n"
                              "Content-Length: 0\r\n\r\n");
    HttpSession second("127.0.0.1", babbling.port());
    for (int i = 0; i < 3; ++i) {
        const auto answer = second.exchange({}, in(60s));
        ASSERT_TRUE(answer) << answer.error().reason;
        EXPECT_EQ(answer->status, 200U) << "the answer to nobody's question";
    }
}

}  // namespace
}  // namespace ordeal::clients
