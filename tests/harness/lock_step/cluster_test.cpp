#include "harness/lock_step/cluster.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/lock_step/shell_node.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using actors::Id;
using core::Value;
using ::testing::HasSubstr;

class LockStepClusterTest : public testing::Test {
  protected:
    LockStepCluster cluster(const std::vector<std::string>& answers) {
        return LockStepCluster({shell_node(script(answers), directory_.path("log"))}, 7);
    }
    /// The last line that the node heard.
    std::string heard() const {
        std::ifstream file(directory_.path("log"));
        std::string last;
        for (std::string line; std::getline(file, line);)
            last = line;
        return last;
    }

    test::TemporaryDirectory directory_;
    core::ManualClock clock_;
};

TEST_F(LockStepClusterTest, EffectsAreThoseOfTheAnswer) {
    auto nodes = cluster({R"({"dest":"n2","body":{"type":"hello"}}
{"set-timer":"tick","low":10,"high":20}
{"set-timer":"tock","low":10,"high":20}
{"cancel-timer":"tick"}
{"choose":"coin","alternatives":["heads","tails"]})",
                          "", R"({"dest":"c3","body":{"type":"ok"}})"});
    clock_.set(5ns);
    nodes.use_clock(clock_);
    const auto& effects = nodes.start(0);
    EXPECT_EQ(nodes.failure(), nullptr);
    ASSERT_EQ(effects.sent.size(), 1U);
    EXPECT_EQ(effects.sent[0].to, Id::node(2));
    EXPECT_EQ(nodes.body(effects.sent[0].letter), Value::object({{"type", "hello"}}));
    ASSERT_EQ(effects.timers.size(), 3U);
    EXPECT_EQ(effects.timers[0].timer, effects.timers[2].timer);
    EXPECT_NE(effects.timers[0].timer, effects.timers[1].timer);
    EXPECT_FALSE(effects.timers[2].set);
    EXPECT_EQ(nodes.timer_name(0, effects.timers[1].timer), Value("tock"));
    EXPECT_EQ(nodes.state_hash(0), 42U);
    EXPECT_THAT(heard(),
                HasSubstr(R"({"time":5,"src":"ordeal","dest":"n1","body":{"type":"init")"));
    ASSERT_TRUE(effects.chooses);
    EXPECT_EQ(nodes.next_choice(0)->name, "coin");
    EXPECT_EQ(nodes.next_choice(0)->alternatives, 2U);
    EXPECT_FALSE(nodes.choose(0, 1).chooses);
    EXPECT_EQ(heard(), R"({"time":5,"choice":"coin","chosen":"tails"})");
    EXPECT_EQ(nodes.timer(0, 1).sent.at(0).to, Id::client(3));
    EXPECT_EQ(heard(), R"({"time":5,"timer":"tock"})");
}

TEST_F(LockStepClusterTest, ARestartIsToldWhatWasSaved) {
    auto nodes = cluster({R"({"save":{"sum":3}})"});
    EXPECT_EQ(nodes.start(0).saves, 1U);
    EXPECT_EQ(nodes.saved(0), Value::object({{"sum", 3}}));
    nodes.crash(0);
    nodes.start(0);
    EXPECT_EQ(nodes.failure(), nullptr);
    EXPECT_THAT(heard(), HasSubstr(R"("recovered":{"sum":3})"));
}

TEST_F(LockStepClusterTest, SavesGetLostAsInProcess) {
    auto nodes = cluster({R"({"save":1})"});
    nodes.start(0);
    nodes.crash(0);
    EXPECT_EQ(nodes.lose_saves(0), 1U) << "nothing was sent after it";
    EXPECT_EQ(nodes.saved(0), std::nullopt);
}

TEST_F(LockStepClusterTest, RefusalsGoToTheClient) {
    auto nodes = cluster({"", R"({"refuse":{"code":10,"text":"no"}})", ""});
    nodes.start(0);
    const auto refused = nodes.request(0, Id::client(1), Value::object({{"type", "sub"}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "no");
    EXPECT_TRUE(nodes.request(0, Id::client(1), Value::object({{"type", "add"}})));
}

TEST_F(LockStepClusterTest, AfterAFailureNothingHappensAnyMore) {
    auto nodes = cluster({"", "rubbish"});
    nodes.start(0);
    EXPECT_TRUE(nodes.request(0, Id::client(1), Value::object({{"type", "add"}})));
    ASSERT_NE(nodes.failure(), nullptr);
    EXPECT_THAT(nodes.failure()->message, HasSubstr("\"rubbish\", is no line of lock-step"));
    nodes.crash(0);
    EXPECT_TRUE(nodes.start(0).sent.empty());
    EXPECT_THAT(nodes.failure()->message, HasSubstr("rubbish")) << "the first";
}

TEST_F(LockStepClusterTest, TheThreadIsFreeAgainAfterwards) {
    cpu_set_t before;
    cpu_set_t after;
    ::pthread_getaffinity_np(::pthread_self(), sizeof before, &before);
    cluster({}).start(0);
    ::pthread_getaffinity_np(::pthread_self(), sizeof after, &after);
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST_F(LockStepClusterTest, AMissingFolderIsAFailure) {
    auto command = shell_node("");
    command.folder = directory_.path("missing");
    LockStepCluster nodes({command}, 7);
    nodes.start(0);
    ASSERT_NE(nodes.failure(), nullptr);
}

}  // namespace
}  // namespace ordeal::harness
