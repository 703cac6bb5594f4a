#include "harness/worlds/role_question.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listener.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;

const TemplateFacts facts{.nodes = {{"n1", "127.0.0.1"}, {"n2", "127.0.0.2"}},
                          .self = 1,
                          .port = 7000,
                          .data = "/data",
                          .seed = 1};

RoleAnswer asked(const RoleSpec& spec) {
    const auto question = RoleQuestion::create(spec, facts);
    if (!question) return {false, "BAD " + question.error().message};
    return question->ask({}, steady_clock::now() + 5s);
}

std::string http(const std::string& body) {
    return "HTTP/1.0 200 OK\r\n\r\n" + body;
}

TEST(RoleQuestion, ComparesTwoValuesOfAnAnswer) {
    Listener leader(http(R"({"header":{"member_id":"81"},"leader":"81"})"));
    Listener follower(http(R"({"header":{"member_id":"82"},"leader":"81"})"));
    RoleSpec spec{.method = "POST", .body = "{{}}", .pointer = "/leader"};
    spec.equals_pointer = "/header/member_id";
    spec.http = "http://" + leader.address() + "/v3/maintenance/status";
    EXPECT_TRUE(asked(spec).holds);
    EXPECT_THAT(leader.asked(), HasSubstr("POST /v3/maintenance/status"));
    EXPECT_THAT(leader.asked(), testing::EndsWith("{}"));
    spec.http = "http://" + follower.address() + "/v3/maintenance/status";
    EXPECT_FALSE(asked(spec).holds);
    EXPECT_EQ(asked(spec).text, "\"81\"");
    spec.equals_pointer = "/no/such";
    EXPECT_FALSE(asked(spec).holds);
}

/// Answers every operation so, and knows what was asked.
struct Told final : clients::Client {
    explicit Told(clients::Completion told) : answer(std::move(told)) {}
    core::Result<void> open() override { return {}; }
    clients::Completion invoke(const clients::Invocation& invocation) override {
        if (invocation.f == "lead" && invocation.key == core::Value(4)) return answer;
        return {core::EventType::fail, {}, "asked for something else"};
    }
    void close() override {}
    clients::Completion answer;
};

RoleAnswer told(RoleSpec spec, const clients::Completion& answer) {
    spec.client = ClientQuestion{"lead", core::Value(4), {}};
    const auto question = RoleQuestion::create(spec, facts, [&](core::Nanoseconds timeout) {
        EXPECT_GT(timeout.count(), 0);
        return core::Result<std::unique_ptr<clients::Client>>(std::make_unique<Told>(answer));
    });
    if (!question) return {false, "BAD " + question.error().message};
    return question->ask({}, steady_clock::now() + 5s);
}

TEST(RoleQuestion, AClientAsks) {
    using core::EventType;
    EXPECT_TRUE(told({}, {EventType::ok, core::Value(7), {}}).holds);
    EXPECT_EQ(told({}, {EventType::ok, core::Value(7), {}}).text, "7");
    const auto refused = told({}, {EventType::fail, {}, "not leader"});
    EXPECT_FALSE(refused.holds);
    EXPECT_EQ(refused.text, "lead: not leader");
    EXPECT_FALSE(told({}, {EventType::info, {}, {}}).holds);
    RoleSpec spec;
    spec.pointer = "/by";
    spec.equals = core::Value("{node.id}");
    const auto by = [](const char* node) { return core::Value::object({{"by", node}}); };
    EXPECT_TRUE(told(spec, {EventType::ok, by("n2"), {}}).holds);
    EXPECT_FALSE(told(spec, {EventType::ok, by("n1"), {}}).holds);
    spec.client = ClientQuestion{};
    EXPECT_THAT(asked(spec).text, HasSubstr("BAD client: there is none in this world"));
}

TEST(RoleQuestion, ComparesAValueWithThatOfTheScenario) {
    Listener listener(http(R"({"leader":"n2","ready":true,"term":3})"));
    RoleSpec spec{.http = "http://" + listener.address(), .pointer = "/leader"};
    spec.equals = core::Value("{node.id}");
    EXPECT_TRUE(asked(spec).holds);
    spec.equals = core::Value("n1");
    EXPECT_FALSE(asked(spec).holds);
    spec.pointer = "/ready";
    spec.equals = core::Value(true);
    EXPECT_TRUE(asked(spec).holds);
    spec.pointer = "/missing";
    EXPECT_EQ(asked(spec).text, "nothing at /missing");
}

TEST(RoleQuestion, LooksForALineOverTcp) {
    Listener leader("Zookeeper version: 3.8\nMode: leader\nNode count: 5\n");
    Listener follower("Zookeeper version: 3.8\nMode: follower\n");
    RoleSpec spec{.tcp = leader.address(), .send = "srvr\n", .matches = "^Mode: leader$"};
    EXPECT_TRUE(asked(spec).holds);
    EXPECT_EQ(asked(spec).text, "Mode: leader");
    EXPECT_EQ(leader.asked(), "srvr\n");
    spec.tcp = follower.address();
    EXPECT_FALSE(asked(spec).holds);
}

TEST(RoleQuestion, WhoDoesNotAnswerDoesNotHoldIt) {
    std::string gone;
    {
        Listener listener("");
        gone = listener.address();
    }
    const RoleSpec over_tcp{.tcp = gone, .matches = "."};
    EXPECT_FALSE(asked(over_tcp).holds);
    EXPECT_EQ(asked(over_tcp).text, "Connection refused");
    Listener broken("HTTP/1.0 503 no\r\n\r\n");
    EXPECT_EQ(asked({.http = "http://" + broken.address()}).text, "status 503");
    Listener rubbish(http("rubbish"));
    RoleSpec spec{.http = "http://" + rubbish.address(), .pointer = "/a"};
    spec.equals = core::Value(1);
    EXPECT_EQ(asked(spec).text, "no JSON: rubbish");
}

TEST(RoleQuestion, SaysWhatIsWrongWithIt) {
    EXPECT_THAT(asked({.http = "ftp://x"}).text, HasSubstr("BAD \"ftp://x\" is no URL"));
    EXPECT_THAT(asked({.tcp = "{node.ip}"}).text, HasSubstr("BAD \"127.0.0.2\" is no address"));
    EXPECT_THAT(asked({.tcp = "{node.pi}:1"}).text, HasSubstr("BAD"));
    EXPECT_THAT(asked({.command = {"no-such-program-here"}}).text,
                HasSubstr("no-such-program-here"));
    EXPECT_THAT(asked({.tcp = "1.2.3.4:5", .matches = "("}).text, HasSubstr("BAD"));
}

}  // namespace
}  // namespace ordeal::harness
