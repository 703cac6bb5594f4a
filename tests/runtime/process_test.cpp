#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/runtime/program.hpp"
#include "actors/runtime/storage.hpp"
#include "core/random.hpp"
#include "tests/actors/counter.hpp"
#include "tests/runtime/child.hpp"

namespace ordeal::test {
namespace {

using core::Value;
using testing::HasSubstr;

/// The counter as a program, in a process of its own.
int counter_program(std::vector<std::string> words) {
    core::Program program("counter", "adds");
    program.add(runtime::spawn_command(
        {"counter", {}, [](const std::string&) { return actors::make_any(Counter{}); }}));
    words.insert(words.begin(), "counter");
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    return program.run(static_cast<int>(argv.size()), argv.data());
}

class ProcessTest : public testing::Test {
  protected:
    std::unique_ptr<Child> run(std::vector<std::string> words) const {
        return std::make_unique<Child>([words] { return counter_program(words); }, log());
    }
    std::unique_ptr<Child> stdio() const {
        auto child = run({"spawn", "--transport=stdio", "--data=" + directory_.path("data")});
        child->send(init);
        return child;
    }
    std::unique_ptr<Child> udp() const {
        return run({"spawn", "--id=n1", "--listen=" + own_ip() + ":7001", "--seed=4",
                    "--data=" + directory_.path("data")});
    }
    std::string log() const { return directory_.path("log"); }
    std::string log_text() const {
        std::ifstream file(log());
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static std::string add(int msg_id) {
        return fmt::format(R"({{"src":"c1","dest":"n1","body":{{"type":"add","msg_id":{},)"
                           R"("delta":1}}}})",
                           msg_id);
    }

    static constexpr auto init =
        R"({"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1",)"
        R"("node_ids":["n1"]}})";
    TemporaryDirectory directory_;
};

std::int64_t sum_of(const Value& body) {
    const Value* sum = body.find("sum");
    return sum == nullptr ? -1 : sum->as_int();
}

TEST_F(ProcessTest, HandshakeRequestsAndTheEndOfInputOverStdio) {
    const auto child = stdio();
    EXPECT_EQ(child->body(), Value::object({{"type", "init_ok"}, {"in_reply_to", 1}}));
    child->send("this is not JSON");
    child->send(add(2));
    EXPECT_EQ(sum_of(child->body()), 1);
    child->send(R"({"src":"c1","dest":"n1","body":{"type":"sub","msg_id":3}})");
    EXPECT_EQ(child->body().find("code")->as_int(), 10);
    child->close_input();
    EXPECT_EQ(child->line(), std::nullopt);
    EXPECT_EQ(child->wait(), 0);
    EXPECT_THAT(log_text(), HasSubstr("2 dropped (1 not JSON, 1 unknown type)"));
}

TEST_F(ProcessTest, LongAndUnfinishedLinesAreTaken) {
    const auto child = stdio();
    (void)child->body();
    const std::string padding(300'000, ' ');
    child->send(padding + add(2) + padding);
    EXPECT_EQ(sum_of(child->body()), 1);
    child->send("");
    child->send(std::string(300'000, 'x'));
    child->send(add(3));
    EXPECT_EQ(sum_of(child->body()), 2);
}

TEST_F(ProcessTest, SigtermEndsItCleanlyWithItsCounts) {
    const auto child = stdio();
    (void)child->body();
    child->signal(SIGTERM);
    EXPECT_EQ(child->wait(), 0);
    EXPECT_THAT(log_text(), HasSubstr("n1: 0 messages"));
    const auto interrupted = stdio();
    (void)interrupted->body();
    interrupted->signal(SIGINT);
    EXPECT_EQ(interrupted->wait(), 130);
}

TEST_F(ProcessTest, ClientsAreAnsweredWhereTheyWroteFromOverUdp) {
    const auto child = udp();
    const UdpClient first;
    const UdpClient second;
    const auto request = [](int msg_id) {
        return Value::object({{"type", "add"}, {"msg_id", msg_id}, {"delta", 0}});
    };
    EXPECT_EQ(sum_of(first.call(7001, "n1", request(1))), 0);
    EXPECT_EQ(sum_of(second.call(7001, "n1", request(2))), 0);
    EXPECT_EQ(sum_of(first.call(7001, "n1", request(3))), 0);
    for (const auto* text : {"", "x", R"({"src":"c1","dest":"n1","body":{}})"})
        first.send(7001, text);
    first.send(7001, std::string(60'000, '['));
    const Value unknown = first.call(7001, "n1", Value::object({{"type", "sub"}, {"msg_id", 9}}));
    EXPECT_EQ(unknown.find("code")->as_int(), 10);
    child->signal(SIGTERM);
    EXPECT_EQ(child->wait(), 0);
    EXPECT_THAT(log_text(), HasSubstr("1 malformed body, 3 not JSON"));
}

TEST_F(ProcessTest, StorageSurvivesAKillAtAnyMomentAndNothingAcknowledgedIsLost) {
    core::Random random(11);
    std::int64_t acknowledged = 0;
    for (int round = 0; round < 25; ++round) {
        const auto child = stdio();
        EXPECT_EQ(child->body(), Value::object({{"type", "init_ok"}, {"in_reply_to", 1}}));
        const auto answers = random.below(40);
        for (int i = 0; i < 60; ++i)
            child->send(add(i + 2));
        for (std::uint64_t i = 0; i < answers; ++i)
            acknowledged = sum_of(child->body());
        child->signal(SIGKILL);
        while (const auto line = child->line())
            acknowledged = sum_of(*core::parse_json(*line)->find("body"));
        EXPECT_EQ(child->wait(), -SIGKILL);
        auto storage = runtime::Storage::open(directory_.path("data/n1"));
        ASSERT_TRUE(storage) << storage.error().message;
        const auto saved = storage->load();
        ASSERT_TRUE(saved && *saved) << (saved ? "" : saved.error().message);
        ASSERT_GE(sum_of(**saved), acknowledged);
        ASSERT_LE(sum_of(**saved), acknowledged + 60);
    }
}

TEST_F(ProcessTest, AFullDiskStopsTheNodeBeforeItAnswers) {
    const auto child = run(
        {"spawn", "--transport=stdio", "--data=" + directory_.path("data"), "--trace=/dev/full"});
    child->send(init);
    EXPECT_EQ(child->line(), std::nullopt);
    EXPECT_EQ(child->wait(), 255);
    EXPECT_THAT(log_text(), HasSubstr("/dev/full: could not write to it: No space left"));
}

TEST_F(ProcessTest, MistakesOnTheCommandLineAreExplained) {
    const auto outcome = [this](const std::vector<std::string>& words) {
        std::filesystem::remove(log());
        const auto child = run(words);
        child->close_input();
        const int code = child->wait();
        return std::to_string(code) + " " + log_text();
    };
    const std::string data = "--data=" + directory_.path("data");
    EXPECT_THAT(outcome({"chek"}), HasSubstr("254 counter: unknown subcommand \"chek\""));
    EXPECT_THAT(outcome({}), HasSubstr("254 counter: adds"));
    EXPECT_THAT(outcome({"spawn", data}), HasSubstr("254 counter spawn: --id: is missing"));
    EXPECT_THAT(outcome({"spawn", data, "--id=c1"}), HasSubstr("254 counter spawn: --id: \"c1\""));
    EXPECT_THAT(outcome({"spawn", data, "--id=1"}), HasSubstr("--listen: is missing"));
    EXPECT_THAT(outcome({"spawn", data, "--id=1", "--listen=x"}), HasSubstr("--listen: \"x\""));
    EXPECT_THAT(outcome({"spawn", "--id=1", "--listen=127.0.0.1:7001"}),
                HasSubstr("254 counter spawn: --data: is missing"));
    EXPECT_THAT(outcome({"spawn", "--transport=tcp"}), HasSubstr("there are: udp, stdio"));
    EXPECT_THAT(outcome({"spawn", "--seed=x"}), HasSubstr("254 counter spawn: "));
    EXPECT_THAT(outcome({"spawn", "--nonsense"}), HasSubstr("254 counter spawn: "));
    EXPECT_THAT(outcome({"spawn", data, "--id=1", "--listen=192.0.2.1:7001"}),
                HasSubstr("255 counter spawn: could not listen on 192.0.2.1:7001"));
    EXPECT_THAT(outcome({"spawn", "--data=/proc/no", "--id=1", "--listen=" + own_ip() + ":7001"}),
                HasSubstr("255 counter spawn: /proc/no"));
}

}  // namespace
}  // namespace ordeal::test
