#include "harness/lock_step/reproduce.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "tests/harness/lock_step/shell_node.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::harness {
namespace {

using ::testing::HasSubstr;

/// A node that saves, sets a timer, offers a choice, and answers its client 3 after it has told it.
const std::vector<std::string> answers = {
    "{\"save\":1}\n{\"save\":2}\n{\"set-timer\":\"tick\",\"low\":1,\"high\":2}",
    "{\"choose\":\"coin\",\"alternatives\":[\"heads\",\"tails\"]}",
    "{\"dest\":\"c1\",\"body\":{\"type\":\"read_ok\",\"in_reply_to\":7,\"value\":3}}"};

constexpr auto start = R"({"step":"start","node":"n1","saved":2,"sent":[]})";
constexpr auto timer = R"({"step":"timer","node":"n1","timer":"tick"})";
constexpr auto choice = R"({"step":"choice","node":"n1","name":"coin","chosen":"tails"})";
constexpr auto invoke =
    R"({"step":"invoke","src":"c1","dest":"n1","f":"read","key":"x","value":null,)"
    R"("body":{"type":"read","msg_id":7,"key":"x"}})";
constexpr auto answer = R"({"step":"deliver","src":"n1","dest":"c1",)"
                        R"("body":{"type":"read_ok","in_reply_to":7,"value":3}})";
constexpr auto crash = R"({"step":"crash","node":"n1"})";

class ReproduceTest : public testing::Test {
  protected:
    core::Result<Reproduction> follow(const std::vector<std::string>& steps) {
        std::string text = R"({"program":"p","nodes":1,"model":"register","steps":[)";
        for (const std::string& step : steps)
            text += (&step == &steps.front() ? "" : ",") + step;
        const auto path = actors::read_path(core::parse_json(text + "]}").value());
        EXPECT_TRUE(path) << path.error().message;
        return reproduce(*path, shell_node(script(answers), directory_.path("log")));
    }
    /// "STEP: what: path / process".
    std::string difference(const std::vector<std::string>& steps) {
        const auto done = follow(steps);
        if (!done) return "error: " + done.error().message;
        if (!done->difference) return "";
        const Difference& found = *done->difference;
        EXPECT_EQ(done->verdict(), core::Verdict::unknown);
        EXPECT_EQ(found.step, done->steps);
        return fmt::format("{}: {}: {} / {}", found.step, found.what, found.path, found.process);
    }

    test::TemporaryDirectory directory_;
};

TEST_F(ReproduceTest, WhatClientsAreToldIsJudged) {
    const auto done = follow({start, invoke, timer, choice, answer});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_FALSE(done->difference) << done->difference->what;
    EXPECT_EQ(done->steps, 5U);
    EXPECT_EQ(done->verdict(), core::Verdict::invalid) << "nobody wrote 3";
    ASSERT_EQ(done->history.size(), 2U);
    EXPECT_EQ(done->history[1].value, core::Value(3));
    EXPECT_EQ(follow({start, invoke, timer, choice})->verdict(), core::Verdict::valid);
}

TEST_F(ReproduceTest, OnlyWhatIsThereCanHappen) {
    EXPECT_EQ(difference({start, timer, timer}), "2: a timer of n1: \"tick\" / not set");
    EXPECT_EQ(difference({start, choice}), "1: the choice coin of n1: \"tails\" / not offered");
    EXPECT_EQ(difference({start, timer, choice, choice}),
              "3: the choice coin of n1: \"tails\" / not offered");
    EXPECT_THAT(difference({start, timer, answer}), HasSubstr("2: a message of n1 to c1: {"));
    EXPECT_EQ(difference({start, crash, R"({"step":"restart","node":"n1"})", timer}), "");
    EXPECT_THAT(difference({start, crash, timer}), HasSubstr("error: steps[2]"));
}

TEST_F(ReproduceTest, ARestartRecoversWhatWasSavedAtSomeTime) {
    const auto restart = [](int recovered) {
        return fmt::format(R"({{"step":"restart","node":"n1","recovered":{}}})", recovered);
    };
    EXPECT_EQ(difference({start, crash, restart(2)}), "");
    EXPECT_EQ(difference({start, crash, restart(1)}), "") << "the second save was not durable";
    EXPECT_EQ(difference({start, crash, restart(3)}), "2: what n1 saved: 3 / 2");
}

TEST_F(ReproduceTest, OutcomesAreComparedWhereTheyAreTold) {
    EXPECT_EQ(difference({R"({"step":"start","node":"n1"})"}), "");
    EXPECT_EQ(difference({R"({"step":"start","node":"n1","sent":[],"saved":5})"}),
              "0: what n1 saved: 5 / 2");
    EXPECT_EQ(difference({R"({"step":"start","node":"n1","sent":[]})"}),
              "0: what n1 saved: nothing / 2");
    EXPECT_EQ(difference({R"({"step":"start","node":"n1","state":"000000000000002a"})"}), "");
    EXPECT_THAT(difference({R"({"step":"start","node":"n1","state":"000000000000002b"})"}),
                HasSubstr("the state of n1 by its hash: 000000000000002b / 000000000000002a"));
}

}  // namespace
}  // namespace ordeal::harness
