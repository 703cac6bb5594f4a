// The client against a real ZooKeeper, if it is installed. A server takes seconds to start, so that
// each test asks for much.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "clients/zookeeper/operations.hpp"
#include "tests/clients/support/local_server.hpp"
#include "tests/clients/support/outcomes.hpp"

namespace ordeal::clients::zookeeper {
namespace {

using core::EventType;
using core::Value;
using ::testing::HasSubstr;
using testing::ok_value;
using testing::why_failed;

constexpr const char* jar = "/usr/share/java/zookeeper.jar";

class Zookeeper : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto java = testing::find_program("java");
        if (!java || !std::filesystem::exists(jar)) GTEST_SKIP() << "apt-get install zookeeper";
        start(*java);
        ASSERT_TRUE(server_->listens(ip_, port_)) << server_->output();
        // The library tries again after a third of a session that it was not given at once.
        const auto probe = client("register", "plain", std::chrono::milliseconds(500));
        while (probe->invoke({"read", Value("none"), nullptr}).type != EventType::ok) {
        }
    }

    void start(const std::string& java) {
        const auto file = folder_.path() / "zoo.cfg";
        std::ofstream(file) << "tickTime=200\nmaxSessionTimeout=60000\nclientPort=" << port_
                            << "\nclientPortAddress=" << ip_
                            << "\nadmin.enableServer=false\ndataDir=" << folder_.path().string()
                            << "\n";
        server_.emplace(
            std::vector<std::string>{
                java, "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jar,
                "org.apache.zookeeper.server.quorum.QuorumPeerMain", file.string()},
            folder_.path());
    }

    std::unique_ptr<Client> client(const char* kind, const char* reads = "plain",
                                   std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
        ClientOptions options;
        options.endpoints = {{"n1", ip_, port_}};
        options.workload = kind;
        options.timeout = timeout;
        options.extra = Value::object({{"reads", reads}, {"session", session_}});
        auto made = make_client("zookeeper", options);
        EXPECT_TRUE(made) << made.error().message;
        EXPECT_TRUE((*made)->open());
        return std::move(*made);
    }

    testing::Folder folder_;
    std::string ip_ = testing::own_loopback();
    std::uint16_t port_ = testing::next_port();
    const char* session_ = "30s";
    std::optional<testing::Process> server_;
};

const Invocation read_k0{"read", Value("k0"), nullptr};
const Invocation read_all{"read", {}, nullptr};

TEST(ZookeeperErrors, WhatTheServerRefusedIsDefinite) {
    for (const int code : {-101, -102, -103, -110, -118, -127, -6, -8, -9})
        EXPECT_EQ(outcome_of_error(code), EventType::fail) << code;
    for (const int code : {-1, -2, -4, -5, -7, -112, -116})
        EXPECT_EQ(outcome_of_error(code), EventType::info) << code;
    EXPECT_EQ(text_of_error(-101), "no node (-101)");
}

TEST(ZookeeperNames, AreValuesAgain) {
    for (const Value& value : {Value(5), Value(-7), Value("a/b .%41"), Value(), Value("")}) {
        const std::string name = to_name(value);
        EXPECT_EQ(name.find_first_of("/. \""), std::string::npos) << name;
        EXPECT_EQ(*from_name(name), value) << name;
    }
}

TEST_F(Zookeeper, RegistersSetsAndLocks) {
    const testing::Belongings before = testing::belongings();
    const auto one = client("cas-register", "sync");
    EXPECT_EQ(ok_value(*one, read_k0), Value());
    EXPECT_EQ(why_failed(*one, {"cas", Value("k0"), Value::list({1, 2})}),
              "another value is there");
    ok_value(*one, {"cas", Value("k0"), Value::list({nullptr, 3})});
    EXPECT_EQ(ok_value(*one, read_k0), Value(3));
    ok_value(*one, {"write", Value("k0"), 4});
    ok_value(*one, {"write", Value("k1"), 5});
    ok_value(*one, {"cas", Value("k0"), Value::list({4, 6})});
    EXPECT_EQ(why_failed(*one, {"cas", Value("k0"), Value::list({4, 7})}),
              "another value is there");
    EXPECT_EQ(ok_value(*one, read_k0), Value(6));

    const auto set = client("set");
    EXPECT_EQ(ok_value(*set, read_all), Value(Value::List{}));
    for (const int value : {10, 9, 10})
        ok_value(*set, {"add", {}, value});
    EXPECT_EQ(ok_value(*set, read_all), Value::list({9, 10}));

    const Invocation acquire{"acquire", Value("k0"), nullptr};
    const Invocation release{"release", Value("k0"), nullptr};
    const auto holder = client("lock");
    const auto other = client("lock");
    const Value first = ok_value(*holder, acquire);
    EXPECT_EQ(why_failed(*other, acquire), "taken");
    EXPECT_EQ(why_failed(*other, release), "not held");
    ok_value(*holder, release);
    EXPECT_LT(first.as_int(), ok_value(*other, acquire).as_int());
    other->close();  // its session ends, and with it the lock
    while (holder->invoke(acquire).type != EventType::ok) {
    }
    for (Client* each : {one.get(), set.get(), holder.get()})
        each->close();
    const testing::Belongings after = testing::belongings_settled(before);
    EXPECT_LE(after.threads, before.threads);
    EXPECT_LE(after.descriptors, before.descriptors);
}

TEST_F(Zookeeper, WhatALostSessionHeldIsNotReleased) {
    session_ = "2s";
    const auto holder = client("lock", "plain", std::chrono::seconds(3));  // outlives the session
    const Invocation acquire{"acquire", Value("k0"), nullptr};
    const auto until_sent = [&](const Invocation& invocation) {
        Completion completion;
        do
            completion = holder->invoke(invocation);
        while (completion.error.value_or("").starts_with("not sent"));
        return completion;
    };
    while (holder->invoke(acquire).type != EventType::ok) {
    }
    server_.reset();
    std::string why;
    do  // before it is noticed that the server is gone, a request may still be sent
        why = holder->invoke(acquire).error.value_or("");
    while (!why.starts_with("not sent: no session"));
    start(*testing::find_program("java"));
    EXPECT_EQ(until_sent({"release", Value("k0"), nullptr}).error, "not held");
}

TEST_F(Zookeeper, AStoppedServerIsInDoubtAndADeadOneIsNot) {
    ok_value(*client("register"), {"write", Value("k0"), 1});  // it is up
    const testing::Belongings before = testing::belongings();
    const auto hasty = client("register", "plain", std::chrono::milliseconds(500));
    while (hasty->invoke(read_k0).type != EventType::ok) {
    }
    server_->signal(SIGSTOP);
    const Completion write = hasty->invoke({"write", Value("k0"), 2});
    EXPECT_EQ(write.type, EventType::info) << write.error.value_or("");
    EXPECT_THAT(why_failed(*hasty, read_k0), HasSubstr("not sent: no session"));
    server_->signal(SIGKILL);
    (void)server_->wait();
    EXPECT_THAT(why_failed(*hasty, {"write", Value("k0"), 3}), HasSubstr("not sent: no session"));
    hasty->close();
    const testing::Belongings after = testing::belongings_settled(before);
    EXPECT_LE(after.threads, before.threads);
    EXPECT_LE(after.descriptors, before.descriptors);
}

}  // namespace
}  // namespace ordeal::clients::zookeeper
