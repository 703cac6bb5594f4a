#include "actors/runtime/lock_step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/hash.hpp"
#include "actors/runtime/program.hpp"
#include "core/random.hpp"
#include "tests/actors/counter.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using testing::HasSubstr;

constexpr auto init =
    R"({"time":0,"src":"ordeal","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1",)"
    R"("node_ids":["n1","n2"],"seed":7}})";

std::string idle(std::int64_t sum) {
    return fmt::format("{{\"idle\":true,\"hash\":\"{:016x}\"}}\n",
                       actors::hash_of(Counter::State{sum}));
}

class LockStepNodeTest : public testing::Test {
  protected:
    std::string handle(const std::string& line) {
        std::string answer;
        const auto done = node_.handle(line, answer);
        return done ? answer : "error: " + done.error().message;
    }

    runtime::LockStepNode node_{actors::make_any(Counter{}), core::Value()};
};

TEST_F(LockStepNodeTest, AnswersEachEventWithWhatTheActorAsksFor) {
    EXPECT_EQ(handle(init), R"({"set-timer":"gossip","low":1000000,"high":2000000})"
                            "\n" +
                                idle(0));
    EXPECT_EQ(handle(R"({"time":5,"src":"c1","dest":"n1","body":{"type":"add","msg_id":5,)"
                     R"("delta":2}})"),
              R"({"dest":"c1","body":{"type":"add_ok","in_reply_to":5,"sum":2}})"
              "\n"
              R"({"save":{"sum":2}})"
              "\n" +
                  idle(2));
    EXPECT_EQ(handle(R"({"time":6,"timer":"gossip"})"),
              R"({"choose":"coin","alternatives":["heads","tails"]})"
              "\n" +
                  idle(2));
    EXPECT_EQ(handle(R"({"time":6,"choice":"coin","chosen":"heads"})"),
              R"({"dest":"n2","body":{"type":"gossip","sum":2}})"
              "\n" +
                  idle(2));
    EXPECT_EQ(handle(R"({"time":6,"choice":"coin","chosen":"tails"})"),
              R"({"cancel-timer":"gossip"})"
              "\n" +
                  idle(2));
}

TEST_F(LockStepNodeTest, RecoversAndTellsItsStateWhenAsked) {
    EXPECT_THAT(handle(R"({"src":"ordeal","dest":"n1","body":{"type":"init","msg_id":1,)"
                       R"("node_id":"n1","node_ids":["n1"],"recovered":{"sum":9},)"
                       R"("tell_state":true}})"),
                HasSubstr(R"("state":{"sum":9})"));
}

TEST_F(LockStepNodeTest, RefusesWhatIsNoMessageOfTheActor) {
    handle(init);
    EXPECT_THAT(handle(R"({"src":"c1","dest":"n1","body":{"type":"sub","msg_id":5}})"),
                HasSubstr(R"({"refuse":{"code":10,"text":"clients cannot send \"sub\")"));
    EXPECT_THAT(handle(R"({"src":"c1","dest":"n1","body":{"type":"gossip","sum":5}})"),
                HasSubstr(R"({"refuse":{"code":10)"));
    EXPECT_THAT(handle(R"({"src":"n2","dest":"n1","body":{"type":"gossip","sum":"a"}})"),
                HasSubstr(R"({"refuse":{"code":12)"));
}

TEST_F(LockStepNodeTest, EventsThatCannotBeAreErrors) {
    EXPECT_THAT(handle(R"({"timer":"gossip"})"), HasSubstr("error: expected init"));
    EXPECT_THAT(handle(R"({"src":"ordeal","dest":"n1","body":{"type":"init","msg_id":1,)"
                       R"("node_id":"n1","node_ids":["n1"],"recovered":{"sum":"nine"}}})"),
                HasSubstr("error: storage.sum: expected an integer"));
    handle(init);
    EXPECT_THAT(handle(init), HasSubstr("error: a second init"));
    EXPECT_THAT(handle(R"({"timer":"nap"})"), HasSubstr("error: timer"));
    EXPECT_THAT(handle(R"({"choice":"coin","chosen":"edge"})"), HasSubstr("error: choice"));
    EXPECT_THAT(handle("gossip"), HasSubstr("error: column 1"));
}

TEST(LockStepProgram, SpawnAnswersUntilItsInputEnds) {
    const TemporaryDirectory directory;
    Child child(
        [] {
            core::Program program("counter", "adds");
            program.add(
                runtime::spawn_command({"counter", {{"b", "is there"}}, [](const std::string&) {
                                            return actors::make_any(Counter{});
                                        }}));
            const char* words[] = {"counter", "spawn", "--lock-step", "--bug=b"};
            return program.run(4, const_cast<char**>(words));
        },
        directory.path("log"));
    child.send(std::string(init) + "\n" + R"({"time":6,"timer":"gossip"})");
    EXPECT_THAT(child.line().value_or(""), HasSubstr("set-timer"));
    EXPECT_THAT(child.line().value_or(""), HasSubstr(R"("configuration":{"bug":"b"})"));
    EXPECT_THAT(child.line().value_or(""), HasSubstr("choose"));
    EXPECT_THAT(child.line().value_or(""), HasSubstr("idle"));
    child.close_input();
    EXPECT_EQ(child.line(), std::nullopt);
    EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace ordeal::test
