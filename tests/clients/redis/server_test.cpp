// The client against a real redis-server, and sentinel, if they are installed.
#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "tests/clients/support/local_server.hpp"
#include "tests/clients/support/outcomes.hpp"

namespace ordeal::clients {
namespace {

using core::EventType;
using core::Value;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::ok_value;
using testing::why_failed;

class Redis : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto program = testing::find_program("redis-server");
        if (!program) GTEST_SKIP() << "apt-get install redis-server";
        server_.emplace(command(*program, port_, {}), folder_.path());
        ASSERT_TRUE(server_->listens(ip_, port_)) << server_->output();
    }

    std::vector<std::string> command(const std::string& program, std::uint16_t port,
                                     const std::vector<std::string>& further) {
        std::vector<std::string> words = {program,
                                          "--bind",
                                          ip_,
                                          "--port",
                                          std::to_string(port),
                                          "--save",
                                          "",
                                          "--dir",
                                          folder_.path().string()};
        words.insert(words.end(), further.begin(), further.end());
        return words;
    }

    std::unique_ptr<Client> client(const char* kind, std::int64_t process = 0,
                                   const Value& extra = {}) {
        ClientOptions options;
        options.endpoints = {{"n1", ip_, port_}};
        options.workload = kind;
        options.process = process;
        options.timeout = std::chrono::seconds(20);
        options.extra = extra;
        auto made = make_client("redis", options);
        EXPECT_TRUE(made) << made.error().message;
        EXPECT_TRUE((*made)->open());
        return std::move(*made);
    }

    testing::Folder folder_;
    std::string ip_ = testing::own_loopback();
    std::uint16_t port_ = testing::next_port();
    std::optional<testing::Process> server_;
};

TEST_F(Redis, Registers) {
    const auto one = client("cas-register");
    EXPECT_EQ(ok_value(*one, {"read", Value("k0"), nullptr}), Value());
    EXPECT_EQ(ok_value(*one, {"cas", Value("k0"), Value::list({nullptr, 4})}),
              Value::list({nullptr, 4}));
    EXPECT_EQ(why_failed(*one, {"cas", Value("k0"), Value::list({5, 6})}),
              "another value is there");
    EXPECT_EQ(ok_value(*one, {"read", Value("k0"), nullptr}), Value(4));
    EXPECT_EQ(ok_value(*one, {"write", Value("k0"), 9}), Value(9));
    EXPECT_EQ(ok_value(*one, {"read", Value("k0"), nullptr}), Value(9));
    EXPECT_EQ(ok_value(*one, {"read", Value("k1"), nullptr}), Value());
}

TEST_F(Redis, SetsCountersAndQueues) {
    const auto set = client("set");
    EXPECT_EQ(ok_value(*set, {"read", {}, nullptr}), Value(Value::List{}));
    for (const int value : {10, 9, 10})
        EXPECT_EQ(ok_value(*set, {"add", {}, value}), Value(value));
    EXPECT_EQ(ok_value(*set, {"read", {}, nullptr}), Value::list({9, 10}));
    const auto counter = client("pn-counter");
    EXPECT_EQ(ok_value(*counter, {"read", {}, nullptr}), Value(0));
    ok_value(*counter, {"add", {}, 5});
    ok_value(*counter, {"add", {}, -7});
    EXPECT_EQ(ok_value(*counter, {"read", {}, nullptr}), Value(-2));
    const auto queue = client("total-queue");
    EXPECT_EQ(why_failed(*queue, {"dequeue", {}, nullptr}), "empty");
    for (const int value : {1, 2, 3})
        ok_value(*queue, {"enqueue", {}, value});
    EXPECT_EQ(ok_value(*queue, {"dequeue", {}, nullptr}), Value(1));
    EXPECT_EQ(ok_value(*queue, {"drain", {}, nullptr}), Value::list({2, 3}));
    EXPECT_EQ(ok_value(*queue, {"drain", {}, nullptr}), Value(Value::List{}));
}

TEST_F(Redis, LocksHaveGrowingTokens) {
    const auto one = client("lock", 1);
    const auto two = client("lock", 2);
    const Invocation acquire{"acquire", Value("k0"), nullptr};
    const Invocation release{"release", Value("k0"), nullptr};
    const Value first = ok_value(*one, acquire);
    EXPECT_EQ(why_failed(*two, acquire), "taken");
    EXPECT_EQ(why_failed(*two, release), "not held");
    ok_value(*one, release);
    const Value second = ok_value(*two, acquire);
    EXPECT_LT(first.as_int(), second.as_int());
}

TEST_F(Redis, AStoppedServerIsInDoubtAndADeadOneIsNot) {
    const auto connected = this->client("register");
    ok_value(*connected, {"write", Value("k0"), 0});
    ClientOptions options;
    options.endpoints = {{"n1", ip_, port_}};
    options.timeout = std::chrono::milliseconds(150);
    const auto client = std::move(*make_client("redis", options));
    ASSERT_TRUE(client->open());
    server_->signal(SIGSTOP);
    Completion write{EventType::fail, {}, {}};
    for (int attempt = 0; attempt < 50 && write.type != EventType::info; ++attempt)
        write = client->invoke({"write", Value("k0"), 1});  // fails when there is no time to ask
    EXPECT_EQ(write.type, EventType::info);
    server_->signal(SIGKILL);
    (void)server_->wait();
    for (const auto& each : {client.get(), connected.get()})
        EXPECT_THAT(why_failed(*each, {"write", Value("k0"), 2}), HasSubstr("not sent"));
}

TEST_F(Redis, AReplicaRefusesWrites) {
    const std::uint16_t primary = port_;
    port_ = testing::next_port();
    testing::Process replica(command(*testing::find_program("redis-server"), port_,
                                     {"--replicaof", ip_, std::to_string(primary)}),
                             folder_.path());
    ASSERT_TRUE(replica.listens(ip_, port_)) << replica.output();
    const auto to_replica = client("cas-register");
    const auto refused = AnyOf(HasSubstr("READONLY"), HasSubstr("LOADING"));
    EXPECT_THAT(why_failed(*to_replica, {"write", Value("k0"), 1}), refused);
    const auto cas = why_failed(*to_replica, {"cas", Value("k0"), Value::list({nullptr, 1})});
    EXPECT_THAT(cas, refused);
}

TEST_F(Redis, ASentinelNamesThePrimary) {
    const std::uint16_t sentinel_port = testing::next_port();
    const auto file = folder_.path() / "sentinel.conf";
    std::ofstream(file) << "bind " << ip_ << "\nport " << sentinel_port
                        << "\nsentinel monitor chief " << ip_ << ' ' << port_ << " 1\n";
    testing::Process sentinel({*testing::find_program("redis-server"), file.string(), "--sentinel"},
                              folder_.path());
    ASSERT_TRUE(sentinel.listens(ip_, sentinel_port)) << sentinel.output();
    Value extra = Value::object({{"sentinel-port", sentinel_port}, {"master", "chief"}});
    ok_value(*client("register"), {"write", Value("k0"), 3});
    const std::uint16_t primary = std::exchange(port_, 1);  // the endpoint's is not used
    EXPECT_EQ(ok_value(*client("register", 0, extra), {"read", Value("k0"), nullptr}), Value(3));
    extra.set("master", "nobody");
    EXPECT_THAT(why_failed(*client("register", 0, extra), {"read", Value("k0"), nullptr}),
                HasSubstr("knows no master"));
    port_ = primary;
}

}  // namespace
}  // namespace ordeal::clients
