// The Maelstrom client against real servers on loopback: good, slow, silent, lying, flooding,
// malformed, closed.
#include "clients/maelstrom/client.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/clients/udp_server.hpp"

namespace ordeal::clients {
namespace {

using namespace std::chrono_literals;
using core::EventType;
using core::Value;
using testing::ClosedPort;
using ::testing::HasSubstr;
using testing::UdpServer;

constexpr auto generous = 30s;  // a machine may be busy

ClientOptions options_for(std::uint16_t port, core::Nanoseconds timeout, Value extra = {}) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", port}};
    options.process = 3;
    options.timeout = timeout;
    options.extra = std::move(extra);
    return options;
}

std::unique_ptr<Client> client_of(std::uint16_t port, core::Nanoseconds timeout, Value extra = {}) {
    auto client = make_client("maelstrom", options_for(port, timeout, std::move(extra)));
    EXPECT_TRUE(client);
    const auto opened = (*client)->open();
    EXPECT_TRUE(opened);
    return std::move(*client);
}

Value body_of(const std::string& datagram) {
    const auto message = core::parse_json(datagram);
    EXPECT_TRUE(message) << datagram;
    return *message->find("body");
}

std::int64_t id_of(const std::string& datagram) {
    return body_of(datagram).find("msg_id")->as_int();
}

std::string reply(Value body, std::string_view dest = "c3") {
    return core::to_json(Value::object({{"src", "n1"}, {"dest", dest}, {"body", std::move(body)}}));
}

std::string read_ok(std::int64_t id, Value value, std::string_view dest = "c3") {
    return reply(
        Value::object({{"type", "read_ok"}, {"in_reply_to", id}, {"value", std::move(value)}}),
        dest);
}

/// An honest key-value store.
class Store {
  public:
    std::vector<std::string> operator()(const std::string& datagram) {
        Value body = body_of(datagram);
        const Value id = *body.find("msg_id");
        const std::string type = body.find("type")->as_string();
        Value& held = values_[*body.find("key")];
        Value answer = Value::object({{"type", type + "_ok"}, {"in_reply_to", id}});
        if (type == "read") {
            answer.set("value", held);
        } else if (type == "write") {
            held = *body.find("value");
        } else if (held == *body.find("from")) {
            held = *body.find("to");
        } else {
            answer = Value::object({{"type", "error"}, {"in_reply_to", id}, {"code", 22}});
        }
        return {reply(std::move(answer))};
    }

  private:
    std::map<Value, Value> values_;
};

struct Timed {
    Completion completion;
    core::Nanoseconds took;
};

Timed timed(Client& client, const Invocation& invocation) {
    const auto start = std::chrono::steady_clock::now();
    Completion completion = client.invoke(invocation);
    return {std::move(completion), std::chrono::steady_clock::now() - start};
}

const Invocation read_k0{"read", Value("k0"), {}};

Invocation write_k0(Value value) {
    return {"write", Value("k0"), std::move(value)};
}

TEST(MaelstromClient, SpeaksWithAnHonestServer) {
    UdpServer server{Store()};
    const auto client = client_of(server.port(), generous);
    EXPECT_TRUE(client->invoke(read_k0).value.is_null());
    for (int value = 0; value < 100; ++value) {
        EXPECT_EQ(client->invoke(write_k0(value)).type, EventType::ok);
        EXPECT_EQ(client->invoke(read_k0).value, Value(value));
    }
    const auto cas = [&](int from, int to) {
        return client->invoke({"cas", Value("k0"), Value::list({from, to})});
    };
    EXPECT_EQ(cas(99, 1).type, EventType::ok);
    const Completion failed = cas(99, 2);
    EXPECT_EQ(failed.type, EventType::fail);
    EXPECT_EQ(failed.error, "precondition-failed (22)");
    EXPECT_EQ(client->invoke(read_k0).value, Value(1));
}

TEST(MaelstromClient, CarriesLargeValues) {
    UdpServer server{Store()};
    const auto client = client_of(server.port(), generous);
    const std::string large(60'000, 'v');
    EXPECT_EQ(client->invoke(write_k0(large)).type, EventType::ok);
    EXPECT_EQ(client->invoke(read_k0).value, Value(large));
    const Completion too_large = client->invoke(write_k0(std::string(70'000, 'v')));
    EXPECT_EQ(too_large.type, EventType::fail);
    EXPECT_THAT(*too_large.error, HasSubstr("not sent"));
    EXPECT_EQ(client->invoke(read_k0).value, Value(large));
}

TEST(MaelstromClient, KeepsTheDeadlineWithASilentServer) {
    UdpServer server([](const std::string&) { return std::vector<std::string>(); });
    const auto client = client_of(server.port(), 60ms);
    const auto [completion, took] = timed(*client, read_k0);
    EXPECT_EQ(completion.type, EventType::info);
    EXPECT_EQ(completion.error, "timeout after 60ms");
    EXPECT_GE(took, 60ms);
    EXPECT_LT(took, 60ms + generous);
}

TEST(MaelstromClient, ALateReplyIsNotTheReplyOfTheNextRequest) {
    std::vector<std::string> held;
    UdpServer server([&held](const std::string& datagram) {
        held.push_back(read_ok(id_of(datagram), id_of(datagram)));
        return held.size() == 1 ? std::vector<std::string>() : held;
    });
    const auto client = client_of(server.port(), 100ms);
    EXPECT_EQ(client->invoke(read_k0).type, EventType::info);
    const auto patient = client_of(server.port(), generous);
    EXPECT_EQ(patient->invoke(read_k0).value, Value(1));
    EXPECT_EQ(patient->invoke(read_k0).value, Value(2)) << "1 and 1 again came before it";
}

TEST(MaelstromClient, IgnoresRepliesToOtherProcesses) {
    UdpServer server([](const std::string& datagram) {
        return std::vector{read_ok(id_of(datagram), 8, "c8"), read_ok(id_of(datagram), 3)};
    });
    EXPECT_EQ(client_of(server.port(), generous)->invoke(read_k0).value, Value(3));
}

TEST(MaelstromClient, AWrongReplyTypeIsInfoAtOnce) {
    UdpServer server([](const std::string& datagram) {
        return std::vector{
            reply(Value::object({{"type", "dunno"}, {"in_reply_to", id_of(datagram)}}))};
    });
    const auto client = client_of(server.port(), generous);
    const auto [completion, took] = timed(*client, write_k0(1));
    EXPECT_EQ(completion.type, EventType::info);
    EXPECT_EQ(completion.error, R"(malformed reply: expected write_ok or error, not "dunno")");
    EXPECT_LT(took, generous);
}

TEST(MaelstromClient, MalformedRepliesAreCountedAndTheRightOneStillCounts) {
    bool honest = false;
    UdpServer server([&honest](const std::string& datagram) {
        std::vector<std::string> replies = {"{", "", R"({"dest":"c3","body":7})"};
        if (honest) replies.push_back(read_ok(id_of(datagram), 5));
        honest = true;
        return replies;
    });
    const auto client = client_of(server.port(), 1s);
    const Completion lost = client->invoke(read_k0);
    EXPECT_EQ(lost.type, EventType::info);
    EXPECT_EQ(lost.error, "timeout after 1s; 3 malformed replies, the last: it has no body");
    const auto patient = client_of(server.port(), generous);
    EXPECT_EQ(patient->invoke(read_k0).value, Value(5));
}

TEST(MaelstromClient, KeepsTheDeadlineInAFloodOfStaleReplies) {
    const auto stale = read_ok(999, 1);
    for (const std::string& flood : {stale, std::string("garbage")}) {
        const UdpServer server = UdpServer::flooding(flood);
        const auto client = client_of(server.port(), 200ms);
        const auto [completion, took] = timed(*client, read_k0);
        EXPECT_EQ(completion.type, EventType::info);
        EXPECT_THAT(*completion.error, HasSubstr(flood == stale ? "stale" : "malformed"));
        EXPECT_GE(took, 200ms);
        EXPECT_LT(took, 200ms + generous);
    }
}

TEST(MaelstromClient, AClosedPortIsFailAtOnce) {
    std::optional<ClosedPort> nobody(std::in_place);
    const std::uint16_t port = nobody->port();
    const auto client = client_of(port, generous);
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto [completion, took] = timed(*client, write_k0(1));
        EXPECT_EQ(completion.type, EventType::fail);
        EXPECT_EQ(
            completion.error,
            fmt::format("connection refused: nothing listens on 127.0.0.1 port {} of n1", port));
        EXPECT_EQ(completion.value, Value(1));
        EXPECT_LT(took, generous);
    }
    nobody.reset();
    UdpServer server(Store(), port);
    EXPECT_EQ(client->invoke(write_k0(1)).type, EventType::ok);
}

TEST(MaelstromClient, AClosedPortIsInfoWhenAskedFor) {
    const ClosedPort nobody;
    const auto client = client_of(nobody.port(), generous, Value::object({{"refused", "info"}}));
    EXPECT_EQ(client->invoke(write_k0(1)).type, EventType::info);
}

TEST(MaelstromClient, AServerThatGoesAwayAfterReadingLeavesInfo) {
    auto server =
        std::make_unique<UdpServer>([](const std::string&) { return std::vector<std::string>(); });
    const auto client = client_of(server->port(), 100ms);
    EXPECT_EQ(client->invoke(write_k0(1)).type, EventType::info);
    server.reset();
    EXPECT_EQ(client->invoke(write_k0(2)).type, EventType::fail);
}

TEST(MaelstromClient, InvokesNothingWhenClosed) {
    UdpServer server{Store()};
    const auto client = client_of(server.port(), generous);
    client->close();
    client->close();
    EXPECT_EQ(client->invoke(write_k0(1)).type, EventType::fail);
    ASSERT_TRUE(client->open());
    EXPECT_EQ(client->invoke(write_k0(1)).type, EventType::ok);
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(MaelstromClient, LeaksNoDescriptors) {
    UdpServer server{Store()};
    const ClosedPort nobody;
    const auto client = make_client("maelstrom", options_for(server.port(), generous));
    const std::size_t before = open_descriptors();
    for (int round = 0; round < 3000; ++round) {
        ASSERT_TRUE((*client)->open());
        if (round % 3 == 0) {
            ASSERT_TRUE((*client)->open()) << "a second time, without close";
        }
        if (round % 10 == 0) {
            EXPECT_EQ((*client)->invoke(write_k0(round)).type, EventType::ok);
        }
        if (round % 2 == 0) (*client)->close();
        EXPECT_EQ(client_of(nobody.port(), generous)->invoke(read_k0).type, EventType::fail);
    }
    (*client)->close();
    EXPECT_EQ(open_descriptors(), before);
}

TEST(MaelstromClient, OpenSaysWhatIsWrongWithAnAddress) {
    ClientOptions options = options_for(1, generous);
    options.endpoints[0].ip = "n1.example";
    const auto opened = (*make_client("maelstrom", options))->open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("\"n1.example\" is no IP address"));
}

TEST(MaelstromClient, ABroadcastIsOpenedByItsTopology) {
    std::vector<Value> heard;
    std::optional<UdpServer> server(std::in_place, [&heard](const std::string& datagram) {
        heard.push_back(body_of(datagram));
        const std::string type = heard.back().find("type")->as_string();
        return std::vector{
            reply(Value::object({{"type", type + "_ok"}, {"in_reply_to", id_of(datagram)}}))};
    });
    ClientOptions options = options_for(server->port(), generous);
    options.workload = "broadcast";
    options.endpoints.push_back({"n2", "127.0.0.1", server->port()});
    const auto client = make_client("maelstrom", options);
    ASSERT_TRUE((*client)->open());
    const Completion completion = (*client)->invoke({"broadcast", {}, 7});
    EXPECT_EQ(completion.type, EventType::ok);
    server.reset();
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(*heard[0].find("topology"),
              Value::object({{"n1", Value::list({"n2"})}, {"n2", Value::list({"n1"})}}));
    EXPECT_EQ(*heard[1].find("message"), Value(7));
}

TEST(MaelstromClient, AWorkloadThatCannotBeSaidIsAnError) {
    ClientOptions options = options_for(1, generous);
    options.workload = "kafke";
    const auto client = make_client("maelstrom", options);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().message, R"(the client maelstrom has no workload "kafke"; )"
                                      R"(did you mean "kafka"?)");
}

}  // namespace
}  // namespace ordeal::clients
