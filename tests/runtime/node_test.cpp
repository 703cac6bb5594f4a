#include "actors/runtime/node.hpp"

#include <algorithm>
#include <fstream>

#define FIU_ENABLE
#include <fiu-control.h>
#include <fiu.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/actors/counter.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using actors::Id;
using core::Value;
using runtime::Incoming;
using runtime::Node;
using runtime::NodeOptions;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

/// Notes what is sent, and what trace and storage held at that moment.
class FakeTransport final : public runtime::Transport {
  public:
    explicit FakeTransport(std::string directory) : directory_(std::move(directory)) {}

    int descriptor() const override { return -1; }
    core::Result<bool> receive(std::vector<Incoming>&) override { return true; }
    core::Result<bool> send(const std::string& name, std::string_view text) override {
        sent.push_back(core::to_json(*core::parse_json(text)->find("body")));
        to.push_back(name);
        traced.push_back(lines_of(directory_ + "/trace.jsonl").size());
        const auto storage = lines_of(directory_ + "/storage.json");
        saved.push_back(storage.size() == 2 ? storage[1] : "");
        return true;
    }
    void learn(const std::string&, const std::string&) override {}

    std::vector<std::string> sent;
    std::vector<std::string> to;
    std::vector<std::size_t> traced;
    std::vector<std::string> saved;

  private:
    std::string directory_;
};

/// A counter as node n1 of two, in a directory of its own.
class NodeTest : public testing::Test {
  protected:
    NodeTest() { restart(); }

    void restart(std::uint64_t seed = 1) {
        node_.reset();
        NodeOptions options{directory_.path(), false, "", seed};
        node_ = std::make_unique<Node>(actors::make_any(Counter{}), options, transport_, clock_);
    }
    void start() {
        const auto started = node_->start({Id::node(1), {Id::node(2)}});
        ASSERT_TRUE(started.has_value()) << started.error().message;
        ASSERT_TRUE(node_->commit());
    }
    void receive(const std::string& src, const std::string& body, const char* dest = "n1") {
        ASSERT_TRUE(node_->receive(
            {R"({"src":")" + src + R"(","dest":")" + dest + R"(","body":)" + body + "}", ""}));
    }
    std::vector<std::string> trace() const { return lines_of(directory_.path("trace.jsonl")); }

    TemporaryDirectory directory_;
    FakeTransport transport_{directory_.path()};
    core::ManualClock clock_;
    std::unique_ptr<Node> node_;
};

constexpr auto add = R"({"type":"add","msg_id":5,"delta":2})";

TEST_F(NodeTest, TracesThenSavesThenSends) {
    start();
    receive("c1", add);
    EXPECT_TRUE(transport_.sent.empty());
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.sent, ElementsAre(R"({"type":"add_ok","in_reply_to":5,"sum":2})"));
    EXPECT_THAT(transport_.to, ElementsAre("c1"));
    EXPECT_THAT(transport_.traced, ElementsAre(2U));  // the start, and this
    EXPECT_THAT(transport_.saved, ElementsAre(R"({"sum":2})"));
}

TEST_F(NodeTest, OneSaveServesABatchAndComesBeforeAllItsSends) {
    start();
    for (int i = 0; i < 10; ++i)
        receive("c1", add);
    ASSERT_TRUE(node_->commit());
    EXPECT_EQ(transport_.sent.size(), 10U);
    EXPECT_THAT(transport_.saved, testing::Each(R"({"sum":20})"));
    EXPECT_THAT(transport_.traced, testing::Each(11U));
    EXPECT_THAT(node_->summary(), HasSubstr("10 messages, 0 timers, 1 saves, 10 sent"));
}

TEST_F(NodeTest, TraceTellsWhatHappenedAndWhatCameOfIt) {
    start();
    receive("c1", add);
    ASSERT_TRUE(node_->commit());
    const auto hash = fmt::format("{:016x}", actors::hash_of(Counter::State{2}));
    EXPECT_THAT(
        trace(),
        ElementsAre(HasSubstr(R"("event":"start","peers":["n2"],"seed":"1","set":)"
                              R"([{"timer":"gossip","low":1000000,"high":2000000}],"state":)"),
                    R"({"node":"n1","index":1,"time":0,"event":"message","src":"c1","body":)" +
                        std::string(add) +
                        R"(,"sent":[{"dest":"c1","body":{"type":"add_ok","in_reply_to":5,)"
                        R"("sum":2}}],"saved":{"sum":2},"state":")" +
                        hash + R"("})"));
}

TEST_F(NodeTest, SendersWithOddNamesAreAnsweredAndTracedAsClients) {
    start();
    receive("me", add);
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.to, ElementsAre("me"));
    EXPECT_THAT(trace().back(), HasSubstr(R"("src":"c536870912","name":"me","body":)"));
}

TEST_F(NodeTest, NothingIsSentWhenTheStorageFails) {
    start();
    ::fiu_init(0);
    for (const char* point : {"wal/append", "wal/sync"}) {
        receive("c1", add);
        ::fiu_enable(point, 1, nullptr, 0);
        const auto done = node_->commit();
        ::fiu_disable(point);
        ASSERT_FALSE(done) << point;
        EXPECT_THAT(done.error().message, HasSubstr("storage.json.next"));
        EXPECT_TRUE(transport_.sent.empty());
    }
}

TEST_F(NodeTest, RestartsFromWhatWasSavedAndTracesIt) {
    start();
    receive("c1", add);
    ASSERT_TRUE(node_->commit());
    receive("c1", add);  // not committed: as if it had crashed here
    restart();
    start();
    EXPECT_EQ(trace().size(), 3U);
    EXPECT_THAT(trace().back(), HasSubstr(R"("index":0)"));
    EXPECT_THAT(trace().back(), HasSubstr(R"("recovered":{"sum":2})"));
    receive("c1", add);
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.sent.back(), HasSubstr("\"sum\":4"));
}

TEST_F(NodeTest, TimersFireWithinTheirRangeAndChoicesFollowTheSeed) {
    const auto gossiped = [this](std::uint64_t seed) {
        restart(seed);
        start();
        transport_.sent.clear();
        const auto due = node_->next_turn();
        EXPECT_TRUE(due && *due - clock_.now() >= std::chrono::milliseconds(1));
        EXPECT_TRUE(due && *due - clock_.now() <= std::chrono::milliseconds(2));
        clock_.set(due.value_or(core::Nanoseconds(0)));
        EXPECT_TRUE(node_->take_turn());
        EXPECT_TRUE(node_->commit());
        EXPECT_EQ(node_->next_turn(), std::nullopt);
        return transport_.sent.size();
    };
    std::size_t heads = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto first = gossiped(seed);
        EXPECT_EQ(first, gossiped(seed));
        heads += first;
    }
    EXPECT_GT(heads, 10U);
    EXPECT_LT(heads, 30U);
    EXPECT_THAT(trace().back(), HasSubstr(R"("event":"choice","name":"coin","chosen":)"));
    EXPECT_THAT(trace().end()[-2], HasSubstr(R"("choose":[{"name":"coin","alternatives":)"
                                             R"(["heads","tails"]}])"));
}

TEST_F(NodeTest, InitIsTheHandshakeOfStdio) {
    receive("c1", add);
    receive("c0", R"({"type":"init","msg_id":1,"node_id":"n1"})");
    receive("c0", R"({"type":"init","msg_id":2,"node_id":"alpha","node_ids":[]})");
    EXPECT_FALSE(node_->started());
    receive("c0", R"({"type":"init","msg_id":3,"node_id":"n1","node_ids":["n2","n1"]})");
    EXPECT_TRUE(node_->started());
    receive("c0", R"({"type":"init","msg_id":4,"node_id":"n2","node_ids":["n2","n1"]})");
    receive("c0", R"({"type":"init","msg_id":5,"node_id":"n1","node_ids":["n2","n1"]})");
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.sent, ElementsAre(HasSubstr("\"in_reply_to\":5,\"code\":11"),
                                             HasSubstr("\"in_reply_to\":1,\"code\":12"),
                                             HasSubstr("\"in_reply_to\":2,\"code\":12"),
                                             R"({"type":"init_ok","in_reply_to":3})",
                                             HasSubstr("\"in_reply_to\":4,\"code\":12"),
                                             R"({"type":"init_ok","in_reply_to":5})"));
}

TEST_F(NodeTest, WhatIsNotForThisActorIsAnsweredOrCounted) {
    start();
    for (const auto* text : {"", "nonsense", "[1]", R"({"src":"c1","dest":"n1","body":5})"})
        ASSERT_TRUE(node_->receive({text, ""}));
    receive("c1", R"({"type":"sub","msg_id":1})");
    receive("c1", R"({"type":"gossip","sum":1,"msg_id":2})");
    receive("c1", R"({"type":"add","msg_id":3,"delta":"x"})");
    receive("c1", R"({"type":"add","delta":1})");
    receive("c1", add, "n2");
    receive("n7", R"({"type":"gossip","sum":1})");
    receive("n2", R"({"type":"error","in_reply_to":1,"code":1,"text":""})");
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.sent, ElementsAre(HasSubstr("\"in_reply_to\":1,\"code\":10"),
                                             HasSubstr("\"in_reply_to\":2,\"code\":10"),
                                             HasSubstr("\"in_reply_to\":3,\"code\":12")));
    EXPECT_THAT(node_->summary(),
                HasSubstr("11 dropped (1 for another node, 1 from an unknown node, 2 malformed "
                          "body, 2 no envelope, 2 not JSON, 3 unknown type)"));
    EXPECT_EQ(trace().size(), 1U);
}

TEST_F(NodeTest, RandomBytesAndRandomMessagesNeverStopIt) {
    start();
    core::Random random(9);
    const std::string pieces[] = {"{",          "}",
                                  "[",          "\"type\":",
                                  "\"add\"",    "\"src\":\"c1\"",
                                  ",",          "\"dest\":\"n1\"",
                                  "\"body\":{", "\"msg_id\":1",
                                  "\xff",       "1e999",
                                  "\"delta\":", "9223372036854775808",
                                  "null"};
    for (int i = 0; i < 5000; ++i) {
        std::string text;
        for (std::uint64_t n = random.below(12); n > 0; --n)
            text += pieces[random.below(std::size(pieces))];
        ASSERT_TRUE(node_->receive({text, ""}));
    }
    ASSERT_TRUE(node_->commit());
    receive("c1", add);
    ASSERT_TRUE(node_->commit());
    EXPECT_THAT(transport_.sent.back(), HasSubstr("add_ok"));
}

TEST_F(NodeTest, StorageOfAnotherActorIsRefused) {
    {
        auto storage = runtime::Storage::open(directory_.path());
        ASSERT_TRUE(storage && storage->save(Value::object({{"total", 1}})));
    }
    const auto started = node_->start({Id::node(1), {}});
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("storage.sum: is missing"));
}

}  // namespace
}  // namespace ordeal::test
