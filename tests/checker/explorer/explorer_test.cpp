// The explorer, asked over HTTP.
#include "checker/explorer/explorer.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "checker/explorer/views.hpp"
#include "core/json.hpp"
#include "examples/increment/increment.hpp"
#include "examples/ping-pong/model.hpp"

namespace ordeal::test {
namespace {

using core::Value;
using testing::HasSubstr;

class ExplorerTest : public testing::Test {
  protected:
    ExplorerTest() : explorer_("a <race>", checker::erase(examples::Increment{})) {
        port_ = explorer_.serve(0).value();
        client_ = std::make_unique<httplib::Client>("127.0.0.1", port_);
    }

    std::pair<int, std::string> get(const std::string& path) {
        const auto result = client_->Get(path);
        return result ? std::pair(result->status, result->body) : std::pair(0, std::string());
    }
    Value json(const std::string& path, int status = 200) {
        const auto [code, body] = get(path);
        EXPECT_EQ(code, status) << body;
        return core::parse_json(body).value_or(Value());
    }

    checker::Explorer explorer_;
    std::uint16_t port_ = 0;
    std::unique_ptr<httplib::Client> client_;
};

TEST_F(ExplorerTest, TellsTheModelAndItsInitialStates) {
    const Value model = json("/.model");
    EXPECT_EQ(model.find("name")->as_string(), "a <race>");
    EXPECT_EQ(model.find("properties")->as_list().size(), 2U);
    const Value states = json("/.states");
    EXPECT_EQ(states.find("initial_states")->as_list().size(), 1U);
    EXPECT_EQ(states, json("/.states/"));
}

TEST_F(ExplorerTest, WalksIntoTheRace) {
    const Value start = json("/.states/0");
    EXPECT_EQ(start.find("state")->as_string(), "value 0, thread 0 to_read, thread 1 to_read");
    ASSERT_EQ(start.find("actions")->as_list().size(), 2U);
    EXPECT_EQ(start.find("actions")->as_list()[1].find("action")->as_string(), "thread 1 goes on");
    const Value end = json("/.states/0/0/1/0/0");
    EXPECT_EQ(end.find("path")->as_list().size(), 4U);
    const Value& always = end.find("properties")->as_list()[0];
    EXPECT_EQ(always.find("kind")->as_string(), "always");
    EXPECT_FALSE(always.find("holds")->as_bool());
    EXPECT_TRUE(end.find("actions")->as_list().empty());
    EXPECT_THAT(get("/states/0/0/1/0/0").second, HasSubstr("violated"));
}

TEST_F(ExplorerTest, TheSameStateByTwoWaysHasOneFingerprint) {
    EXPECT_EQ(*json("/.states/0/0/1").find("fingerprint"),
              *json("/.states/0/1/0").find("fingerprint"));
    EXPECT_NE(*json("/.states/0/0/1").find("fingerprint"),
              *json("/.states/0/0").find("fingerprint"));
}

TEST_F(ExplorerTest, PagesLinkToWhatCanHappenAndEscape) {
    EXPECT_THAT(get("/").second, HasSubstr("<a href=\"/states/0\">"));
    const auto [status, page] = get("/states/0/1");
    EXPECT_EQ(status, 200);
    EXPECT_THAT(page, HasSubstr("<h1>a &lt;race&gt;</h1>"));
    EXPECT_THAT(page, HasSubstr("<a href=\"/states/0/1/0\">thread 0 goes on</a>"));
    EXPECT_THAT(page, HasSubstr("<a href=\"/.states/0/1\">as JSON</a>"));
}

TEST_F(ExplorerTest, BadRequestsAreToldWhy) {
    EXPECT_THAT(json("/.states/0/2", 404).find("error")->as_string(),
                HasSubstr("there is no action 2, there are 2"));
    EXPECT_THAT(json("/.states/7", 404).find("error")->as_string(), HasSubstr("initial state 7"));
    EXPECT_THAT(json("/.states/0/x", 400).find("error")->as_string(),
                HasSubstr("\"x\" is no place of an action"));
    EXPECT_THAT(json("/.states/0/99999999999", 400).find("error")->as_string(),
                HasSubstr("is no place"));
    EXPECT_THAT(json("/.nothing", 404).find("error")->as_string(), HasSubstr("no such page"));
    EXPECT_EQ(get("/states/0//1").first, 400);
    EXPECT_EQ(get("/nothing").first, 404);
    EXPECT_THAT(get("/states/%3Cb%3E").second, testing::Not(HasSubstr("<b>")));
}

TEST_F(ExplorerTest, APortIsTakenOnce) {
    checker::Explorer second("again", checker::erase(examples::Increment{}));
    const auto serving = second.serve(port_);
    ASSERT_FALSE(serving.has_value());
    EXPECT_THAT(serving.error().message, HasSubstr(std::to_string(port_)));
    EXPECT_THAT(serving.error().message, HasSubstr("--port 0"));
}

TEST(Explorer, ShowsActorsAndWhatIsIgnored) {
    examples::PingPong player;
    player.last = 1;
    auto model = checker::erase(
        examples::ping_pong_model(player, {.network = checker::Network::unordered_duplicating}));
    const auto here = model->at({0, 0}).value();
    const Value value = checker::to_value(here);
    EXPECT_THAT(value.find("path")->as_list()[0].as_string(), HasSubstr("n1 -> n2: Ping"));
    const auto& actions = value.find("actions")->as_list();
    const auto ignored = std::ranges::count_if(actions, [](const Value& action) {
        return action.find("outcome")->as_string() == "ignored";
    });
    EXPECT_GT(ignored, 0);
    EXPECT_THAT(checker::page_of("t", here), HasSubstr("(ignored)"));
    EXPECT_THAT(model->at({0, 0, 0}).error().message, HasSubstr("is ignored there"));
}

}  // namespace
}  // namespace ordeal::test
