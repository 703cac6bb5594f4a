// The explorer, asked over HTTP.
#include "checker/explorer/explorer.hpp"

#include <algorithm>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "checker/search/check.hpp"
#include "core/json.hpp"
#include "examples/increment/increment.hpp"
#include "examples/ping-pong/model.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::test {
namespace {

using checker::Road;
using core::Value;
using testing::HasSubstr;
using testing::Not;

class Client {
  public:
    explicit Client(std::unique_ptr<checker::AnyModel> model, Road road = {})
        : explorer_("a <race>", std::move(model), std::move(road)),
          port_(explorer_.serve(0).value()),
          http_("127.0.0.1", port_) {}

    Value get(const std::string& path, int status = 200) {
        return read(http_.Get("/api/v1" + path), status);
    }
    Value post(const std::string& path, const std::string& body, int status = 200) {
        return read(http_.Post("/api/v1" + path, body, "application/json"), status);
    }
    /// What a job came to.
    Value over(Value job) {
        while (job.find("state")->as_string() == "running") {
            std::this_thread::yield();
            job = get("/jobs/" + std::to_string(job.find("job")->as_int()));
        }
        return job;
    }
    httplib::Client& http() { return http_; }
    std::uint16_t port() const { return port_; }

  private:
    static Value read(const httplib::Result& result, int status) {
        EXPECT_TRUE(result);
        EXPECT_EQ(result->status, status) << result->body;
        return core::parse_json(result->body).value_or(Value());
    }

    checker::Explorer explorer_;
    std::uint16_t port_;
    httplib::Client http_;
};

std::string text(const Value& value, const char* name) {
    return value.find(name)->as_string();
}
const Value::List& list(const Value& value, const char* name) {
    return value.find(name)->as_list();
}

class ExplorerTest : public testing::Test {
  protected:
    Client client_{checker::erase(examples::Increment{})};
};

TEST_F(ExplorerTest, TellsTheModelAndItsInitialStates) {
    const Value model = client_.get("/model");
    EXPECT_EQ(model.find("version")->as_int(), 1);
    EXPECT_EQ(text(model, "title"), "a <race>");
    EXPECT_EQ(list(model, "properties").size(), 2U);
    EXPECT_EQ(text(model, "start"), "");
    const Value states = client_.get("/states");
    EXPECT_EQ(list(states, "actions").size(), 1U);
    EXPECT_EQ(states.find("state"), nullptr);
    EXPECT_EQ(states, client_.get("/states/"));
}

TEST_F(ExplorerTest, WalksIntoTheRace) {
    const Value start = client_.get("/states/0");
    EXPECT_EQ(text(*start.find("state"), "text"), "value 0, thread 0 to_read, thread 1 to_read");
    ASSERT_EQ(list(start, "actions").size(), 2U);
    const Value& event = *list(start, "actions")[1].find("event");
    EXPECT_EQ(text(event, "text"), "thread 1 goes on");
    const Value end = client_.get("/states/0/0/1/0/0");
    ASSERT_EQ(list(end, "steps").size(), 5U);
    EXPECT_EQ(list(end, "steps")[3].find("broken"), nullptr);
    ASSERT_NE(list(end, "steps")[4].find("broken"), nullptr);
    EXPECT_EQ(text(list(end, "properties")[0], "kind"), "always");
    EXPECT_FALSE(list(end, "properties")[0].find("holds")->as_bool());
    EXPECT_TRUE(list(end, "actions").empty());
}

TEST_F(ExplorerTest, AnActionTellsWhatWouldComeOfIt) {
    const Value before_race = client_.get("/states/0/0/1/0");
    const Value& action = list(before_race, "actions")[0];
    const Value& change = list(action, "changes")[0];
    const Value after = client_.get("/states/0/0/1/0/0");
    EXPECT_EQ(text(change, "state"), text(*after.find("state"), "text"));
    EXPECT_EQ(text(action, "fingerprint"), text(*after.find("state"), "fingerprint"));
    EXPECT_FALSE(list(action, "properties")[0].find("holds")->as_bool());
    EXPECT_EQ(text(list(*after.find("before"), "parts")[0], "state"),
              text(*before_race.find("state"), "text"));
}

TEST_F(ExplorerTest, TheSameStateByTwoWaysHasOneFingerprint) {
    const auto print = [this](const std::string& path) {
        return text(*client_.get("/states/" + path).find("state"), "fingerprint");
    };
    EXPECT_EQ(print("0/0/1"), print("0/1/0"));
    EXPECT_NE(print("0/0/1"), print("0/0"));
}

TEST_F(ExplorerTest, OfALongPathTheLastStepsAreTold) {
    const Value here = client_.get("/states/0/0/1/0?from=2");
    EXPECT_EQ(here.find("first")->as_int(), 2);
    ASSERT_EQ(list(here, "steps").size(), 2U);
    EXPECT_EQ(list(here, "steps")[0].find("step")->as_int(), 2);
}

TEST_F(ExplorerTest, StepsOfAPathAreToldByThemselves) {
    const Value whole = client_.get("/states/0/0/1/0?from=0");
    const Value some = client_.get("/steps/0/0/1/0?from=1&count=2");
    EXPECT_EQ(some.find("length")->as_int(), 4);
    EXPECT_EQ(some.find("first")->as_int(), 1);
    ASSERT_EQ(list(some, "steps").size(), 2U);
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(core::to_json(list(some, "steps")[i]),
                  core::to_json(list(whole, "steps")[i + 1]));
    EXPECT_EQ(list(client_.get("/steps/0/0/1/0"), "steps").size(), 4U);
    // Another way, and back to the first one.
    EXPECT_EQ(text(client_.get("/states/0/1"), "path"), "0/1");
    EXPECT_EQ(core::to_json(client_.get("/steps/0/0/1/0?from=1&count=2")), core::to_json(some));
    EXPECT_EQ(core::to_json(client_.get("/states/0/0/1/0?from=0")), core::to_json(whole));
    EXPECT_EQ(list(client_.get("/steps/0?from=9&count=9"), "steps").size(), 1U);
    client_.get("/steps/0?from=x", 400);
    client_.get("/steps/0?count=-1", 400);
    client_.get("/steps/0/2", 404);
}

TEST_F(ExplorerTest, BadRequestsAreToldWhy) {
    EXPECT_THAT(text(client_.get("/states/0/2", 404), "error"),
                HasSubstr("there is no action 2, there are 2"));
    EXPECT_THAT(text(client_.get("/states/7", 404), "error"), HasSubstr("initial state 7"));
    EXPECT_THAT(text(client_.get("/states/0/x", 400), "error"),
                HasSubstr("\"x\" is no place of an action"));
    EXPECT_THAT(text(client_.get("/states/0/99999999999", 400), "error"), HasSubstr("is no place"));
    EXPECT_THAT(text(client_.get("/states/run@3", 400), "error"), HasSubstr("no step 3"));
    EXPECT_THAT(text(client_.get("/states/0?break=%22a", 400), "error"), HasSubstr("quote"));
    EXPECT_THAT(text(client_.get("/nothing", 404), "error"), HasSubstr("no such page"));
    EXPECT_THAT(text(client_.get("/run", 404), "error"), HasSubstr("no recorded run"));
    EXPECT_THAT(text(client_.get("/jobs/9", 404), "error"), HasSubstr("no such job"));
    client_.get("/states/0//1", 400);
    for (const char* body : {"", "[]", "{}", R"({"do":"dance"})", R"({"do":"find","from":"0"})",
                             R"({"do":"find","from":"9x","until":{"violation":true}})",
                             R"({"do":"find","from":"0","until":{"property":"no such"}})",
                             R"({"do":"check","states":-1})", R"({"do":"check","colour":"red"})"})
        EXPECT_FALSE(text(client_.post("/jobs", body, 400), "error").empty()) << body;
}

TEST_F(ExplorerTest, ThePageHasAStrictPolicyAndSaysNamesAsTheyAre) {
    const auto page = client_.http().Get("/");
    ASSERT_TRUE(page);
    EXPECT_THAT(page->body, HasSubstr("<title>a &lt;race&gt; - Ordeal</title>"));
    const std::string policy = page->get_header_value("Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'sha256-"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

TEST_F(ExplorerTest, AnswersToItsOwnMachineOnly) {
    const auto named = client_.http().Get("/api/v1/model", {{"Host", "example.com"}});
    ASSERT_TRUE(named);
    EXPECT_EQ(named->status, 403);
    const auto form = client_.http().Post("/api/v1/jobs", R"({"do":"check"})", "text/plain");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->status, 415);
}

TEST_F(ExplorerTest, AnswersAreNotCompressed) {
    const auto model = client_.http().Get("/api/v1/model", {{"Accept-Encoding", "br, gzip"}});
    ASSERT_TRUE(model);
    EXPECT_FALSE(model->has_header("Content-Encoding"));
    EXPECT_TRUE(core::parse_json(model->body).has_value());
}

TEST_F(ExplorerTest, APortIsTakenOnce) {
    checker::Explorer second("again", checker::erase(examples::Increment{}));
    const auto serving = second.serve(client_.port());
    ASSERT_FALSE(serving.has_value());
    EXPECT_THAT(serving.error().message, HasSubstr(std::to_string(client_.port())));
    EXPECT_THAT(serving.error().message, HasSubstr("--port 0"));
}

TEST_F(ExplorerTest, TheCheckFindsWhereAPropertyBreaks) {
    const Value over = client_.over(client_.post("/jobs", R"({"do":"check"})"));
    EXPECT_EQ(text(over, "verdict"), "invalid");
    const Value& property = list(over, "properties")[0];
    EXPECT_EQ(text(property, "verdict"), "invalid");
    const auto report = checker::check(examples::Increment{});
    EXPECT_EQ(static_cast<std::size_t>(property.find("length")->as_int()),
              report.properties[0].path->steps.size());
    const Value end = client_.get("/states/" + text(property, "path"));
    EXPECT_FALSE(list(end, "properties")[0].find("holds")->as_bool());
}

TEST_F(ExplorerTest, FindsTheNearestViolationFromWhereOneIs) {
    const Value over = client_.over(
        client_.post("/jobs", R"({"do":"find","from":"0/0","until":{"violation":true}})"));
    ASSERT_TRUE(over.find("found")->as_bool());
    EXPECT_THAT(text(over, "path"), testing::StartsWith("0/0/"));
    const auto report = checker::check(examples::Increment{});
    EXPECT_EQ(static_cast<std::size_t>(over.find("length")->as_int()) + 1,
              report.properties[0].path->steps.size());
    const Value end = client_.get("/states/" + text(over, "path"));
    EXPECT_FALSE(list(end, "properties")[0].find("holds")->as_bool());
    // From there on nothing can happen, so there is no other one.
    const Value none = client_.over(
        client_.post("/jobs", R"({"do":"find","from":")" + text(over, "path") +
                                  R"(","until":[{"violation":true},{"text":"value"}]})"));
    EXPECT_FALSE(none.find("found")->as_bool());
}

TEST_F(ExplorerTest, BreakpointsAreTriedOnTheStateAndOnWhatMayFollow) {
    const Value here = client_.get("/states/0?break=value%200&break=thread%200%20to_write");
    EXPECT_EQ(list(here, "breaks"), Value::list({0}).as_list());
    EXPECT_EQ(list(list(here, "actions")[0], "breaks"), Value::list({0, 1}).as_list());
    EXPECT_EQ(list(list(here, "actions")[1], "breaks"), Value::list({0}).as_list());
}

TEST_F(ExplorerTest, ARandomWalkIsAPathAndTheSameFromTheSameSeed) {
    const std::string body = R"({"from":"0","steps":100,"seed":5,"until":{"text":"value 9"}})";
    const Value walk = client_.post("/walk", body);
    EXPECT_EQ(walk, client_.post("/walk", body));
    EXPECT_EQ(text(walk, "stopped"), "end");
    const Value end = client_.get("/states/0/" + text(walk, "way"));
    EXPECT_TRUE(list(end, "actions").empty());
}

TEST(Explorer, AJobCanBeStopped) {
    Client client(checker::erase(tests::TwoPhaseCommit{12}));
    const Value begun = client.post("/jobs", R"({"do":"check","states":100000000})");
    const auto stopped =
        client.http().Delete("/api/v1/jobs/" + std::to_string(begun.find("job")->as_int()));
    ASSERT_TRUE(stopped);
    const Value over = client.over(begun);
    EXPECT_EQ(text(over, "verdict"), "unknown");
    EXPECT_EQ(text(over, "stopped"), "cancelled");
    EXPECT_EQ(list(client.get("/jobs"), "jobs").size(), 1U);
}

TEST(Explorer, GoesAlongTheRoadThatItWasOpenedWith) {
    Client client(checker::erase(examples::Increment{}), Road{{0, 0, 1, 0, 0}, 3, {}});
    EXPECT_EQ(text(client.get("/model"), "start"), "0/0/1");
    EXPECT_EQ(client.get("/states/0/0/1").find("next_on_road")->as_int(), 0);
    EXPECT_TRUE(client.get("/states/0/1").find("next_on_road")->is_null());
    EXPECT_TRUE(client.get("/states/0/0/1/0/0").find("next_on_road")->is_null());
}

TEST(Explorer, ARecordedRunHasAShortNameAndTimes) {
    checker::RecordedRun run;
    run.times = {std::nullopt, 5, 7};
    run.remarks = {"", "", "late"};
    run.logs = {{"n1", "<b>hello\n", 3}};
    Client client(checker::erase(examples::Increment{}), Road{{0, 0, 1}, 2, run});
    EXPECT_EQ(text(client.get("/model"), "start"), "run@1");
    EXPECT_EQ(text(client.get("/states/run@2/0"), "path"), "run@2/0");
    EXPECT_EQ(text(client.get("/states/0/0/1/0"), "path"), "run@2/0");
    EXPECT_EQ(text(*client.get("/states/run@2").find("state"), "text"),
              text(*client.get("/states/0/0/1").find("state"), "text"));
    client.get("/states/run@3", 400);
    const Value told = client.get("/run");
    EXPECT_EQ(list(told, "times"), Value::list({nullptr, 5, 7}).as_list());
    EXPECT_EQ(list(told, "remarks")[2], Value("late"));
    EXPECT_EQ(text(list(told, "output")[0], "text"), "<b>hello\n");
}

TEST(Explorer, ShowsActorsMessagesAndWhatIsIgnored) {
    examples::PingPong player;
    player.last = 1;
    Client client(checker::erase(
        examples::ping_pong_model(player, {.network = checker::Network::unordered_duplicating})));
    const Value here = client.get("/states/0/0");
    const Value& event = *list(here, "steps")[1].find("event");
    EXPECT_EQ(text(event, "kind"), "deliver");
    EXPECT_EQ(text(*event.find("message"), "to"), "n2");
    EXPECT_THAT(text(event, "text"), HasSubstr("n1 -> n2: Ping"));
    EXPECT_EQ(text(list(event, "sent")[0], "to"), "n1");
    EXPECT_EQ(list(*here.find("state"), "parts").size(), 2U);
    EXPECT_EQ(list(list(here, "steps")[1], "changed"), Value::list({"n2"}).as_list());
    const auto& actions = list(here, "actions");
    const auto ignored = std::ranges::find_if(
        actions, [](const Value& action) { return text(action, "outcome") == "ignored"; });
    ASSERT_NE(ignored, actions.end());
    EXPECT_THAT(
        text(client.get("/states/0/0/" + std::to_string(ignored->find("place")->as_int()), 404),
             "error"),
        HasSubstr("is ignored there"));
}

}  // namespace
}  // namespace ordeal::test
