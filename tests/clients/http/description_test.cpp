// Descriptions of services: what is sent, what answers mean, and what is no description.
#include "clients/http/description.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"

namespace ordeal::clients::http {
namespace {

using core::EventType;
using core::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

Value parsed(std::string_view text) {
    const auto value = core::parse_json(text);
    EXPECT_TRUE(value) << text;
    return *value;
}

Description description(std::string_view text) {
    auto read = read_description(parsed(text), "options.x");
    EXPECT_TRUE(read) << read.error().message;
    return std::move(*read);
}

HttpRequest request(std::string_view text, const Invocation& invocation) {
    const auto made = request_of(description(text), {invocation, 7});
    EXPECT_TRUE(made) << made.error().message;
    return *made;
}

TEST(HttpDescription, WhatIsSent) {
    const Invocation cas{"cas", Value("a/b k"), Value::list({1, "two"})};
    const HttpRequest post = request(R"({"path": "/kv/{key}?old={from}", "headers":
        {"X-Process": "p{process}", "content-type": "x/y"},
        "body": {"old": "{from}", "new": ["{to}", "{to}!"], "text": "{{{from}}}", "n": 5}})",
                                     cas);
    EXPECT_EQ(post.method, "POST");
    EXPECT_EQ(post.target, "/kv/a%2Fb%20k?old=1");
    EXPECT_THAT(post.headers, ElementsAre(Pair("X-Process", "p7"), Pair("content-type", "x/y")));
    EXPECT_EQ(post.body, R"({"old":1,"new":["two","two!"],"text":"{1}","n":5})");

    const HttpRequest put =
        request(R"({"method": "PUT", "path": "/", "body": "{value}"})", {"write", {}, "plain"});
    EXPECT_EQ(put.method, "PUT");
    EXPECT_EQ(put.body, "plain");
    EXPECT_THAT(put.headers, ElementsAre(Pair("Content-Type", "text/plain")));

    const HttpRequest get = request(R"({"path": "/a"})", {"read", {}, nullptr});
    EXPECT_EQ(get.method, "GET");
    EXPECT_TRUE(get.headers.empty());
    EXPECT_EQ(get.body, "");
}

TEST(HttpDescription, PartsOfAnInvocation) {
    const Value transfer = Value::object({{"from", 1}, {"to", 2}, {"amount", 3}});
    EXPECT_EQ(request(R"({"path": "/{from}/{to}/{amount}"})", {"transfer", {}, transfer}).target,
              "/1/2/3");
    EXPECT_EQ(request(R"({"path": "/{key:base64}", "body": {"v": "{value:base64}"}})",
                      {"write", Value("k0"), 5})
                  .body,
              R"({"v":"NQ=="})");
    for (const char* path : {"/{key}", "/{from}", "/{amount}"}) {
        const Invocation write{"write", {}, 5};
        const auto made =
            request_of(description(core::to_json(Value::object({{"path", path}}))), {write, 0});
        ASSERT_FALSE(made) << path;
        EXPECT_THAT(made.error().message, HasSubstr("stands for nothing"));
    }
    const Invocation broken{"write", {}, "a\r\nEvil: b"};
    EXPECT_FALSE(
        request_of(description(R"({"path": "/", "headers": {"A": "{value}"}})"), {broken, 0}));
}

TEST(HttpDescription, WhatAnAnswerMeans) {
    const struct {
        std::string description;
        HttpResponse response;
        EventType type;
        Value value;
    } table[] = {
        {R"({"path":"/"})", {200, "whatever"}, EventType::ok, 5},
        {R"({"path":"/"})", {204, ""}, EventType::ok, 5},
        {R"({"path":"/"})", {302, ""}, EventType::info, {}},
        {R"({"path":"/"})", {404, ""}, EventType::fail, {}},
        {R"({"path":"/"})", {408, ""}, EventType::info, {}},
        {R"({"path":"/"})", {500, ""}, EventType::info, {}},
        {R"({"path":"/","missing":[404]})", {404, ""}, EventType::ok, nullptr},
        {R"({"path":"/","ok":[404],"fail":["5xx"]})", {404, ""}, EventType::ok, 5},
        {R"({"path":"/","ok":[404],"fail":["5xx"]})", {599, ""}, EventType::fail, {}},
        {R"({"path":"/","ok":[404],"fail":["5xx"]})", {200, ""}, EventType::info, {}},
        {R"({"path":"/","result":""})", {200, "7"}, EventType::ok, 7},
        {R"({"path":"/","result":""})", {200, "seven"}, EventType::info, {}},
        {R"({"path":"/","result":"","answer":"text"})", {200, "seven"}, EventType::ok, "seven"},
        {R"({"path":"/","result":"","answer":"text"})", {200, "7"}, EventType::ok, 7},
        {R"({"path":"/","result":"/a/1/b~1c~0"})",
         {200, R"({"a":[0,{"b/c~":8}]})"},
         EventType::ok,
         8},
        {R"({"path":"/","result":"/a/2"})", {200, R"({"a":[0,1]})"}, EventType::info, {}},
        {R"({"path":"/","result":"/a/x"})", {200, R"({"a":[0,1]})"}, EventType::info, {}},
        {R"({"path":"/","result":"/a","absent":"null"})", {200, "{}"}, EventType::ok, nullptr},
        {R"({"path":"/","result":"/a","decode":"json"})",
         {200, R"({"a":"[1]"})"},
         EventType::ok,
         Value::list({1})},
        {R"({"path":"/","result":"/a","decode":"base64"})",
         {200, R"({"a":"NQ=="})"},
         EventType::ok,
         5},
        {R"({"path":"/","result":"/a","decode":"base64"})",
         {200, R"({"a":"!"})"},
         EventType::info,
         {}},
        {R"({"path":"/","result":"/a","decode":"json"})", {200, R"({"a":1})"}, EventType::info, {}},
        {R"({"path":"/","fail-if":{"/ok":false}})", {200, R"({"ok":false})"}, EventType::fail, {}},
        {R"({"path":"/","fail-if":{"/ok":false}})", {200, R"({"ok":true})"}, EventType::ok, 5},
        {R"({"path":"/","fail-if":{"/ok":null}})", {200, R"({})"}, EventType::fail, {}},
        {R"({"path":"/","fail-if":{"":false}})", {200, "false"}, EventType::fail, {}},
        {R"({"path":"/","fail-if":{"":false}})", {200, "?"}, EventType::info, {}},
    };
    for (const auto& [text, response, type, value] : table) {
        const auto answer = interpret(description(text), response, 5);
        EXPECT_EQ(answer ? EventType::ok : answer.error().outcome, type)
            << text << response.status << response.body;
        if (answer && type == EventType::ok) {
            EXPECT_EQ(*answer, value) << text << response.body;
        }
    }
}

TEST(HttpDescription, WhatIsNoDescription) {
    const std::pair<std::string, std::string> table[] = {
        {"5", "options.x: expected an object"},
        {"{}", "options.x.path: expected a path that begins with \"/\""},
        {R"({"path": "kv"})", "options.x.path: expected a path"},
        {R"({"path": "/a b"})", "options.x.path: expected a path"},
        {R"({"path": "/{kye}"})",
         "options.x.path: unknown placeholder \"kye\"; did you mean \"key\""},
        {R"({"path": "/{key"})", "options.x.path: a brace without its partner"},
        {R"({"path": "/key}"})", "options.x.path: a brace without its partner"},
        {R"({"paht": "/"})", "options.x: there is no member \"paht\"; did you mean \"path\""},
        {R"({"path": "/", "method": "get"})", "options.x.method: expected capital letters"},
        {R"({"path": "/", "body": {"a": ["{b}"]}})", "options.x.body/a/0: unknown placeholder"},
        {R"({"path": "/", "headers": {"A": 5}})", "options.x.headers.A: expected a string"},
        {R"({"path": "/", "headers": {"A B": ""}})", "is no name of a header"},
        {R"({"path": "/", "headers": []})", "options.x.headers: expected an object"},
        {R"({"path": "/", "result": "a"})", "options.x.result: expected a JSON pointer"},
        {R"({"path": "/", "result": 5})", "options.x.result: 5 is no string"},
        {R"({"path": "/", "answer": "xml"})", "options.x.answer: \"xml\" is not known"},
        {R"({"path": "/", "ok": 200})", "options.x.ok: expected a list"},
        {R"({"path": "/", "fail": ["40x"]})", "options.x.fail: \"40x\" is no status"},
        {R"({"path": "/", "missing": [99]})", "options.x.missing: 99 is no status"},
        {R"({"path": "/", "fail-if": {"a": 1}})", "options.x.fail-if: expected a JSON pointer"},
    };
    for (const auto& [text, message] : table) {
        const auto read = read_description(parsed(text), "options.x");
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().message, HasSubstr(message));
    }
}

}  // namespace
}  // namespace ordeal::clients::http
