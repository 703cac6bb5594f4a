#include "actors/lock_step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::actors {
namespace {

using namespace std::chrono_literals;
using core::Value;
using lock_step::Answer;
using testing::ElementsAre;
using testing::HasSubstr;

std::string refused_event(const std::string& line) {
    const auto event = lock_step::read_event(line);
    return event ? "" : event.error().message;
}

TEST(LockStepEvents, StartIsAnInitOfMaelstroms) {
    std::string line;
    lock_step::append_start(
        line, 5ns, {{Id::node(2), {Id::node(1), Id::node(3)}}, ~std::uint64_t{0}, Value("old")});
    EXPECT_EQ(line, R"({"time":5,"src":"ordeal","dest":"n2","body":{"type":"init","msg_id":1,)"
                    R"("node_id":"n2","node_ids":["n1","n2","n3"],"seed":"18446744073709551615",)"
                    R"("recovered":"old"}})"
                    "\n");
    const auto event = lock_step::read_event(line);
    ASSERT_TRUE(event) << event.error().message;
    const auto& start = std::get<lock_step::Start>(event->what);
    EXPECT_EQ(start.self, (Self{Id::node(2), {Id::node(1), Id::node(3)}}));
    EXPECT_EQ(start.seed, ~std::uint64_t{0});
    EXPECT_EQ(start.recovered, Value("old"));
    EXPECT_FALSE(start.tell_state);
}

TEST(LockStepEvents, WhatWasSavedMayBeNull) {
    for (const bool saved : {false, true}) {
        lock_step::Start start{{Id::node(1), {}}, 1};
        if (saved) start.recovered = Value();
        start.tell_state = saved;
        std::string line;
        lock_step::append_start(line, 0ns, start);
        const auto read = std::get<lock_step::Start>(lock_step::read_event(line)->what);
        EXPECT_EQ(read.recovered.has_value(), saved);
        EXPECT_EQ(read.tell_state, saved);
    }
}

TEST(LockStepEvents, MessagesTimersAndChoicesAreReadAsWritten) {
    std::string line;
    lock_step::append_message(line, 7ns, Id::client(4), Id::node(1), R"({"type":"read"})");
    EXPECT_EQ(line, R"({"time":7,"src":"c4","dest":"n1","body":{"type":"read"}})"
                    "\n");
    const auto message = std::get<lock_step::Message>(lock_step::read_event(line)->what);
    EXPECT_EQ(message.from, Id::client(4));
    EXPECT_EQ(message.body, Value::object({{"type", "read"}}));
    line.clear();
    const Value name = Value::object({{"election", 3}});
    lock_step::append_timer(line, 8ns, name);
    EXPECT_EQ(lock_step::read_event(line)->time, 8ns);
    EXPECT_EQ(std::get<lock_step::TimerFires>(lock_step::read_event(line)->what).timer, name);
    line.clear();
    lock_step::append_choice(line, 9ns, {"a \"coin\"", Value("heads")});
    const auto chosen = std::get<lock_step::Chosen>(lock_step::read_event(line)->what);
    EXPECT_EQ(chosen.name, "a \"coin\"");
    EXPECT_EQ(chosen.alternative, Value("heads"));
}

TEST(LockStepEvents, WhatDoesNotFitIsNamed) {
    EXPECT_THAT(refused_event("{"), HasSubstr("column"));
    EXPECT_THAT(refused_event("[]"), HasSubstr("expected an object"));
    EXPECT_THAT(refused_event("{}"), HasSubstr("a timer or a choice"));
    EXPECT_THAT(refused_event(R"({"time":"now","timer":1})"), HasSubstr("time"));
    EXPECT_THAT(refused_event(R"({"src":"me","body":{}})"), HasSubstr("\"me\" is no id"));
    EXPECT_THAT(refused_event(R"({"src":"c1","body":1})"), HasSubstr("body: expected an object"));
    EXPECT_THAT(refused_event(R"({"choice":"coin"})"), HasSubstr("chosen: is missing"));
    const auto init = [](const std::string& members) {
        return refused_event(R"({"src":"o","body":{"type":"init",)" + members + "}}");
    };
    EXPECT_THAT(init(R"("node_ids":["n1"])"), HasSubstr("init: the member \"node_id\" is missing"));
    EXPECT_THAT(init(R"("node_id":"n1","node_ids":["n2"])"), HasSubstr("n1 among them"));
    EXPECT_THAT(init(R"("node_id":"n1","node_ids":["n1","n1"])"), HasSubstr("each node once"));
    EXPECT_THAT(init(R"("node_id":"n1","node_ids":["n1","c2"])"), HasSubstr("c2 is a client"));
    EXPECT_THAT(init(R"("node_id":"n1","node_ids":["n1"],"seed":-1)"), HasSubstr("seed"));
}

Answer read(const std::vector<std::string>& lines) {
    Answer answer;
    for (const std::string& line : lines) {
        const auto read = lock_step::read_answer_line(line, answer);
        EXPECT_TRUE(read) << line << ": " << read.error().message;
    }
    return answer;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

TEST(LockStepAnswers, EffectsAreReadAsWrittenAndInOrder) {
    AnyOutbox effects;
    effects.send(Id::node(2), Value::object({{"type", "vote"}, {"term", 1.5}}));
    effects.set_timer("tick", 1ms, 2ms);
    effects.cancel_timer(Value::list({"retry", 4}));
    effects.choose("coin", {Value("heads"), Value("tails")});
    effects.save(Value());
    effects.send(Id::client(7), Value::object({{"type", "ok"}}));
    std::string text;
    lock_step::append_effects(text, effects);
    lock_step::append_idle(text, {.hash = 0xf3, .state = Value(4), .configuration = Value("bug")});
    const Answer answer = read(lines_of(text));
    Outbox<lock_step::Wired> wired;
    wired.send(Id::node(2), R"({"type":"vote","term":1.5})");
    wired.set_timer("tick", 1ms, 2ms);
    wired.cancel_timer(Value::list({"retry", 4}));
    wired.choose("coin", {Value("heads"), Value("tails")});
    wired.save("null");
    wired.send(Id::client(7), R"({"type":"ok"})");
    EXPECT_EQ(answer.effects, wired);
    ASSERT_TRUE(answer.idle);
    EXPECT_EQ(answer.idle->hash, 0xf3U);
    EXPECT_EQ(answer.idle->state, Value(4));
    EXPECT_EQ(answer.idle->configuration, Value("bug"));
    EXPECT_FALSE(answer.refused);
}

TEST(LockStepAnswers, AProgramMayWriteAsItLikes) {
    const Answer answer =
        read({R"( { "body" : {"type": "ok", "in_reply_to": 1} , "src": "n1", "dest": "c1" } )",
              R"({"src":"n1","dest":"ordeal","body":{"type":"init_ok","in_reply_to":1}})",
              R"({"refuse":{"code":10,"text":"no"}})", R"({"idle":null,"state":{"sum":1}})"});
    ASSERT_EQ(answer.effects.effects().size(), 1U);
    EXPECT_EQ(std::get<Send<std::string>>(answer.effects.effects()[0]).message,
              R"({"type":"ok","in_reply_to":1})");
    EXPECT_EQ(answer.refused->code, ErrorCode::not_supported);
    EXPECT_EQ(answer.idle->hash, Value::object({{"sum", 1}}).hash()) << "of the state it told";
}

std::string refused_answer(const std::string& line) {
    Answer answer;
    const auto read = lock_step::read_answer_line(line, answer);
    return read ? "" : read.error().message;
}

TEST(LockStepAnswers, WhatDoesNotFitIsNamed) {
    EXPECT_THAT(refused_answer("hello"), HasSubstr("column 1"));
    EXPECT_THAT(refused_answer("3"), HasSubstr("expected an object"));
    EXPECT_THAT(refused_answer("{}"), HasSubstr("set-timer"));
    EXPECT_THAT(refused_answer(R"({"dest":"seq-kv","body":{}})"), HasSubstr("no id"));
    EXPECT_THAT(refused_answer(R"({"dest":"n1","body":[]})"), HasSubstr("expected an object"));
    EXPECT_THAT(refused_answer(R"({"body":{}})"), HasSubstr("dest"));
    EXPECT_THAT(refused_answer(R"({"set-timer":"t","low":5,"high":4})"), HasSubstr("low <= high"));
    EXPECT_THAT(refused_answer(R"({"set-timer":"t","low":-5,"high":4})"), HasSubstr("low <= high"));
    EXPECT_THAT(refused_answer(R"({"set-timer":"t","low":5})"), HasSubstr("high"));
    EXPECT_THAT(refused_answer(R"({"choose":"c","alternatives":[]})"), HasSubstr("not empty"));
    EXPECT_THAT(refused_answer(R"({"choose":1,"alternatives":[1]})"), HasSubstr("choose"));
    EXPECT_THAT(refused_answer(R"({"refuse":{"code":10}})"), HasSubstr("refuse"));
    EXPECT_THAT(refused_answer(R"({"idle":true,"hash":"xyz"})"), HasSubstr("hexadecimal"));
    EXPECT_THAT(refused_answer(R"({"idle":true,"hash":""})"), HasSubstr("hexadecimal"));
}

/// Lines that are broken by chance are refused or read, and never end the process; what is read can
/// be written again.
TEST(LockStepAnswers, BrokenLinesAreRefusedOrRead) {
    const std::vector<std::string> whole = {
        R"({"dest":"n2","body":{"type":"vote","term":1,"log":[1,null,{"a":"b"}]}})",
        R"({"set-timer":"tick","low":10,"high":20})",
        R"({"choose":"coin","alternatives":["heads","tails"]})",
        R"({"idle":true,"hash":"00f3a7b2c4d5e6f7","state":{"sum":1}})",
        R"({"time":5,"src":"ordeal","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1",)"
        R"("node_ids":["n1","n2"],"seed":1,"recovered":{"a":[1]}}})",
        R"({"time":5,"choice":"coin","chosen":"heads"})"};
    core::Random random(20);
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string line = random.pick(whole);
        for (auto changes = 1 + random.below(3); changes > 0; --changes) {
            const std::size_t at = random.below(line.size());
            const std::string_view letters = "{}[]\":,0n1tc\\\xff\x01";
            if (random.chance(0.3))
                line.erase(at, 1 + random.below(4));
            else
                line.insert(at, 1, letters[random.below(letters.size())]);
            if (line.empty()) break;
        }
        Answer answer;
        if (lock_step::read_answer_line(line, answer)) {
            ++taken;
            for (const auto& effect : answer.effects.effects()) {
                const auto* send = std::get_if<Send<std::string>>(&effect);
                ASSERT_TRUE(!send || core::parse_json(send->message)) << line;
            }
        }
        (void)lock_step::read_event(line);
    }
    EXPECT_GT(taken, 100);
}

}  // namespace
}  // namespace ordeal::actors
