// The client against a real etcd, if it is installed.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/client.hpp"
#include "core/json.hpp"
#include "tests/clients/support/fake_server.hpp"
#include "tests/clients/support/local_server.hpp"
#include "tests/clients/support/outcomes.hpp"

namespace ordeal::clients {
namespace {

using core::EventType;
using core::Value;
using ::testing::HasSubstr;
using testing::ok_value;
using testing::why_failed;

/// One server for all tests, which use keys of their own.
class Etcd : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        const auto program = testing::find_program("etcd");
        if (!program) return;
        folder_ = std::make_unique<testing::Folder>();
        ip_ = testing::own_loopback();
        port_ = testing::next_port();
        const std::string peers = fmt::format("http://{}:{}", ip_, testing::next_port());
        const std::string clients = fmt::format("http://{}:{}", ip_, port_);
        server_ = std::make_unique<testing::Process>(
            std::vector<std::string>{
                *program, "--data-dir=data", "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers, "--initial-cluster=default=" + peers,
                "--listen-client-urls=" + clients, "--advertise-client-urls=" + clients},
            folder_->path());
    }
    static void TearDownTestSuite() {
        server_.reset();
        folder_.reset();
    }

    void SetUp() override {
        if (!server_) GTEST_SKIP() << "apt-get install etcd-server";
        ASSERT_TRUE(server_->listens(ip_, port_)) << server_->output();
    }

    static std::unique_ptr<Client> client(const char* kind, const Value& extra = {},
                                          std::chrono::milliseconds timeout = one_minute) {
        ClientOptions options;
        options.endpoints = {{"n1", ip_, port_}};
        options.workload = kind;
        options.timeout = timeout;
        options.extra = extra;
        auto made = make_client("etcd", options);
        EXPECT_TRUE(made) << made.error().message;
        EXPECT_TRUE((*made)->open());
        return std::move(*made);
    }

    static constexpr std::chrono::milliseconds one_minute{60'000};
    static inline std::unique_ptr<testing::Folder> folder_;
    static inline std::string ip_;
    static inline std::uint16_t port_ = 0;
    static inline std::unique_ptr<testing::Process> server_;
};

/// What becomes of an operation that is asked in vain. Again, as long as a busy machine leaves no
/// time even to ask.
core::EventType asked_in_vain(Client& client, const Invocation& invocation) {
    core::EventType type = EventType::fail;
    for (int attempt = 0; attempt < 50 && type == EventType::fail; ++attempt)
        type = client.invoke(invocation).type;
    return type;
}

TEST_F(Etcd, Registers) {
    const auto one = client("cas-register");
    const auto two = client("register", Value::object({{"reads", "serializable"}}));
    const Value key("k0");
    EXPECT_EQ(ok_value(*one, {"read", key, nullptr}), Value());
    EXPECT_EQ(ok_value(*one, {"cas", key, Value::list({nullptr, 4})}), Value::list({nullptr, 4}));
    EXPECT_EQ(why_failed(*one, {"cas", key, Value::list({nullptr, 5})}), "another value");
    EXPECT_EQ(why_failed(*one, {"cas", key, Value::list({3, 5})}), "another value");
    EXPECT_EQ(ok_value(*two, {"read", key, nullptr}), Value(4));
    for (const Value& value : {Value(7), Value("text"), Value::list({1, 2}), Value(), Value(1.5)}) {
        EXPECT_EQ(ok_value(*two, {"write", key, value}), value);
        EXPECT_EQ(ok_value(*one, {"read", key, nullptr}), value);
        EXPECT_EQ(ok_value(*one, {"cas", key, Value::list({value, value})}),
                  Value::list({value, value}));
    }
    EXPECT_EQ(ok_value(*one, {"read", Value("k1"), nullptr}), Value()) << "another key";
    EXPECT_EQ(why_failed(*one, {"cas", key, 5}), "the value of a cas is [from, to]");
    EXPECT_EQ(why_failed(*one, {"enqueue", key, 5}), "this workload has no function enqueue");
}

TEST_F(Etcd, Sets) {
    const auto one = client("set");
    const auto two = client("g-set");
    EXPECT_EQ(ok_value(*one, {"read", std::nullopt, nullptr}), Value::List{});
    EXPECT_EQ(ok_value(*one, {"add", std::nullopt, 10}), Value(10));
    EXPECT_EQ(ok_value(*two, {"add", std::nullopt, 9}), Value(9));
    EXPECT_EQ(ok_value(*one, {"add", std::nullopt, 10}), Value(10));
    EXPECT_EQ(ok_value(*two, {"read", std::nullopt, nullptr}), Value::list({10, 9}));
    EXPECT_EQ(ok_value(*two, {"read", Value("another"), nullptr}), Value::List{});
}

TEST_F(Etcd, CountersOfManyHandsLoseNothing) {
    const Value key("counter");
    std::vector<std::jthread> hands;
    for (int hand = 0; hand < 4; ++hand)
        hands.emplace_back([&, hand] {
            const auto mine = client("pn-counter");
            for (int i = 0; i < 25; ++i)
                ok_value(*mine, {"add", key, hand == 0 ? -1 : 2});
        });
    hands.clear();
    EXPECT_EQ(ok_value(*client("counter"), {"read", key, nullptr}), Value(125));
    EXPECT_EQ(ok_value(*client("counter"), {"read", Value("other"), nullptr}), Value(0));
}

TEST_F(Etcd, MoneyIsNeitherMadeNorLost) {
    std::vector<std::jthread> hands;
    for (int hand = 0; hand < 4; ++hand)
        hands.emplace_back([hand] {
            const auto mine = client("bank");
            for (int i = 0; i < 25; ++i)
                (void)mine->invoke({"transfer", std::nullopt,
                                    Value::object({{"from", (hand + i) % 8},
                                                   {"to", (hand + i + 3) % 8},
                                                   {"amount", 1 + i % 5}})});
        });
    hands.clear();
    const auto one = client("bank");
    const Value balances = ok_value(*one, {"read", std::nullopt, nullptr});
    ASSERT_EQ(balances.as_object().size(), 8U);
    std::int64_t total = 0;
    for (const auto& [account, balance] : balances.as_object()) {
        EXPECT_GE(balance.as_int(), 0) << account;
        total += balance.as_int();
    }
    EXPECT_EQ(total, 80);
    const auto transfer = [](int from, int to, int amount) {
        return Invocation{"transfer", std::nullopt,
                          Value::object({{"from", from}, {"to", to}, {"amount", amount}})};
    };
    EXPECT_EQ(why_failed(*one, transfer(0, 1, 81)), "not enough to transfer");
    EXPECT_THAT(why_failed(*one, transfer(0, 8, 1)), HasSubstr("between two accounts"));
    EXPECT_EQ(ok_value(*one, {"read", std::nullopt, nullptr}), balances);
}

TEST_F(Etcd, ABankOfAnotherSize) {
    const auto one = client("bank", Value::object({{"accounts", 12}, {"total", "100"}}));
    const Value balances = ok_value(*one, {"read", std::nullopt, nullptr});
    ASSERT_EQ(balances.as_object().size(), 12U);
    EXPECT_EQ(balances.as_object().back().value, Value(8)) << "nobody has touched account 11";
}

TEST_F(Etcd, ALockIsHeldByOneAndItsTokensGrow) {
    const auto one = client("lock");
    const auto two = client("lock");
    const Invocation acquire{"acquire", Value("l0"), nullptr};
    const Invocation release{"release", Value("l0"), nullptr};
    EXPECT_THAT(why_failed(*one, release), HasSubstr("does not hold"));
    const Value first = ok_value(*one, acquire);
    const auto impatient = client("lock", {}, std::chrono::milliseconds(200));
    EXPECT_EQ(asked_in_vain(*impatient, acquire), EventType::info);
    impatient->close();
    Value second;
    std::jthread waiting([&] { second = ok_value(*two, acquire); });
    ok_value(*one, release);
    waiting.join();
    ASSERT_TRUE(first.is_int() && second.is_int());
    EXPECT_LT(first.as_int(), second.as_int());
    EXPECT_TRUE(ok_value(*one, {"acquire", Value("l1"), nullptr}).is_int()) << "another lock";
    ok_value(*two, release);
}

TEST_F(Etcd, ALockIsLostWithItsLease) {
    const auto one = client("lock", Value::object({{"lease", "1s"}}));
    const auto two = client("lock");
    ok_value(*one, {"acquire", Value("l2"), nullptr});
    EXPECT_TRUE(ok_value(*two, {"acquire", Value("l2"), nullptr}).is_int());
}

TEST_F(Etcd, AStoppedServerHoldsNobody) {
    const auto one = client("register", {}, std::chrono::milliseconds(150));
    (void)one->invoke({"read", Value("k0"), nullptr});
    server_->signal(SIGSTOP);
    EXPECT_EQ(asked_in_vain(*one, {"write", Value("k9"), 5}), EventType::info);
    const auto two = client("register", {}, std::chrono::milliseconds(150));
    EXPECT_EQ(asked_in_vain(*two, {"write", Value("k9"), 5}), EventType::info);
    server_->signal(SIGCONT);
}

TEST_F(Etcd, TheNextNodeWhenOneCannotBeReached) {
    const testing::FakeServer nobody(testing::Manner::refuse);
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", nobody.port()}, {"n2", ip_, port_}};
    options.workload = "register";
    options.timeout = one_minute;
    const auto home = make_client("etcd", options);
    EXPECT_THAT(why_failed(**home, {"read", Value("k0"), nullptr}), HasSubstr("refused"));
    options.extra = Value::object({{"connect", "all"}});
    const auto all = make_client("etcd", options);
    ok_value(**all, {"write", Value("everywhere"), 1});
    ok_value(**all, {"read", Value("everywhere"), nullptr});
}

TEST(EtcdClient, OptionsThatDoNotFit) {
    ClientOptions options;
    options.endpoints = {{"n1", "127.0.0.1", 1}};
    options.workload = "kafka";
    EXPECT_THAT(make_client("etcd", options).error().message, HasSubstr("no workload \"kafka\""));
    options.workload = "lock";
    for (const char* lease : {"0s", "1500ms", "soon"}) {
        options.extra = Value::object({{"lease", lease}});
        EXPECT_EQ(make_client("etcd", options).error().message,
                  "workload.options.lease: expected whole seconds, like \"10s\"");
    }
    options.extra = Value::object({{"accounts", 0}});
    EXPECT_THAT(make_client("etcd", options).error().message, HasSubstr("from 1 to a million"));
    options.extra = Value::object({{"reads", "serialisable"}});
    EXPECT_THAT(make_client("etcd", options).error().message,
                HasSubstr("did you mean \"serializable\""));
}

}  // namespace
}  // namespace ordeal::clients
