#include "core/history/jsonl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::core {
namespace {

std::string written(const Event& event) {
    std::string line;
    append_event(line, event);
    return line;
}

std::string error_of(std::string_view line) {
    const auto event = parse_event(line);
    return event ? "parsed: " + written(*event) : event.error().message;
}

TEST(JsonLines, WritesAndReadsTheLinesOfTheContract) {
    for (
        const char* line :
        {R"({"index":0,"time":120034,"process":3,"type":"invoke","f":"write","key":"x","value":5})",
         R"({"index":1,"time":150822,"process":3,"type":"ok","f":"write","key":"x","value":5})",
         R"({"index":2,"time":160000,"process":"nemesis","type":"info","f":"partition",)"
         R"("value":{"n1":["n2","n3"]}})",
         R"({"index":3,"time":1,"process":0,"type":"fail","f":"cas","value":[1,2],"error":"x"})"}) {
        const auto event = parse_event(line);
        ASSERT_TRUE(event) << event.error().message;
        EXPECT_EQ(written(*event), line);
    }
}

TEST(JsonLines, UnknownFieldsAreKept) {
    const std::string line = R"({"index":3,"time":1,"process":0,"type":"ok","f":"read",)"
                             R"("value":null,"node":"n2","debug":{"b":[1],"a":2.5}})";
    const auto event = parse_event(line);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->extra.size(), 2U);
    EXPECT_EQ(written(*event), line);
}

TEST(JsonLines, FieldsComeInAnyOrderAndSomeMayBeMissing) {
    const auto event = parse_event(R"( {"f":"read", "type":"invoke" , "process":12} )");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->index, 0U);
    EXPECT_EQ(event->time.count(), 0);
    EXPECT_EQ(event->process, (Process{12, {}}));
    EXPECT_EQ(event->value, Value());
    EXPECT_FALSE(event->key);
    EXPECT_FALSE(event->error);
}

TEST(JsonLines, KeyNullIsAKeyAndErrorNullIsNone) {
    const auto event =
        parse_event(R"({"process":1,"type":"fail","f":"read","key":null,"error":null})");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->key, std::optional<Value>(Value()));
    EXPECT_FALSE(event->error);
}

TEST(JsonLines, AnErrorThatIsNoStringIsKeptAsText) {
    const auto event =
        parse_event(R"({"process":1,"type":"info","f":"read","error":["timeout",5]})");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->error, R"(["timeout",5])");
}

TEST(JsonLines, EveryMalformedFieldIsNamed) {
    const auto with = [](std::string_view field) {
        return error_of(
            fmt::format(R"({{{},"process":1,"type":"ok","f":"read","value":1}})", field));
    };
    EXPECT_EQ(with(R"("index":-1)"), "column 10: \"index\": expected 0 or more");
    EXPECT_EQ(with(R"("index":"1")"), "column 10: \"index\": expected 0 or more");
    EXPECT_EQ(with(R"("time":1.5)"), "column 9: \"time\": expected integer nanoseconds");
    EXPECT_EQ(with(R"("time":  "1s")"), "column 11: \"time\": expected integer nanoseconds");
    EXPECT_EQ(with(R"("f":"read")"), "column 39: the member \"f\" is there twice");
    for (const char* process : {"-1", "1.5", "null", "\"\"", "[1]"})
        EXPECT_EQ(error_of(fmt::format(R"({{"process":{},"type":"ok","f":"r"}})", process)),
                  "column 12: \"process\": expected a number from 0, or a name");
    EXPECT_EQ(error_of(R"({"process":1,"type":"okay","f":"read"})"),
              "column 21: \"type\": expected invoke, ok, fail or info, got \"okay\"");
    EXPECT_EQ(error_of(R"({"process":1,"type":1,"f":"read"})"),
              "column 21: \"type\": expected invoke, ok, fail or info, got 1");
    EXPECT_EQ(error_of(R"({"process":1,"type":"ok","f":null})"),
              "column 30: \"f\": expected a string, got null");
}

TEST(JsonLines, MissingFieldsAreNamed) {
    EXPECT_EQ(error_of(R"({"type":"ok","f":"read"})"),
              "column 1: the field \"process\" is missing");
    EXPECT_EQ(error_of(R"({"process":1,"f":"read"})"), "column 1: the field \"type\" is missing");
    EXPECT_EQ(error_of(R"({"process":1,"type":"ok"})"), "column 1: the field \"f\" is missing");
    EXPECT_EQ(error_of("[1]"), "column 1: expected an object, got list");
    EXPECT_THAT(error_of(R"({"process":1)"), testing::StartsWith("column 13: "));
}

TEST(JsonLines, WholeHistoriesNameFileAndLine) {
    const std::string good = R"({"process":0,"type":"invoke","f":"read"})";
    const auto history = parse_jsonl_history(good + "\n\n  \n" + good + "\r\n" + good, "h.jsonl");
    ASSERT_TRUE(history);
    EXPECT_EQ(history->size(), 3U);
    EXPECT_TRUE(parse_jsonl_history("", "h.jsonl")->empty());
    const auto broken = parse_jsonl_history(good + "\n\n" + good + "\n{\"process\":", "h.jsonl");
    EXPECT_THAT(broken.error().message, testing::StartsWith("h.jsonl:4: column 12: "));
}

TEST(JsonLines, RandomHistoriesComeBackTheSame) {
    Random random(1);
    const std::vector<Value> values{nullptr, 5, "a\"b\n", Value::list({1, 2}), 1.5};
    std::string text;
    History history;
    for (std::size_t i = 0; i < 500; ++i) {
        Event event;
        event.index = i;
        event.time = Nanoseconds{random.between(0, INT64_MAX)};
        event.process = random.chance(0.1) ? Process::nemesis() : Process{random.between(0, 9), {}};
        event.type = static_cast<EventType>(random.below(4));
        event.f = random.chance(0.5) ? "read" : "écrire";
        if (random.chance(0.5)) event.key = random.pick(values);
        event.value = random.pick(values);
        if (random.chance(0.5)) event.error = "no \\ route";
        if (random.chance(0.5)) event.extra.push_back({"node", random.pick(values)});
        append_event(text, event);
        text += '\n';
        history.push_back(event);
    }
    const auto read = parse_jsonl_history(text, "h.jsonl");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->size(), history.size());
    for (std::size_t i = 0; i < history.size(); ++i)
        EXPECT_EQ(written((*read)[i]), written(history[i]));
}

TEST(JsonLines, LenientReadingSkipsAndCounts) {
    const std::string good = R"({"process":0,"type":"invoke","f":"read"})";
    std::string text;
    for (const char* bad : {"{", "5", R"({"process":0,"type":"okay","f":"read"})", "\x01", "{}x"})
        text += good + "\n" + bad + "\n";
    Skipped skipped;
    const auto history = parse_jsonl_history(text, "h.jsonl", &skipped);
    ASSERT_TRUE(history) << history.error().message;
    EXPECT_EQ(history->size(), 5U);
    EXPECT_EQ(skipped.count, 5U);
    ASSERT_EQ(skipped.first.size(), Skipped::most_named);
    EXPECT_THAT(skipped.first[0], testing::StartsWith("h.jsonl:2: column 2: "));
    EXPECT_EQ(skipped.first[1], "h.jsonl:4: column 1: expected an object, got integer");
    EXPECT_THAT(skipped.first[2], testing::StartsWith("h.jsonl:6: column 21: \"type\": expected"));
}

/// The quick way takes events whose fields are in their usual order: it must agree with the other.
TEST(JsonLines, TheUsualOrderIsReadLikeAnyOther) {
    const auto one_by_one = [](const std::string& line) {
        const auto event = parse_event(line);
        return event ? written(*event) : "h:1: " + event.error().message;
    };
    const auto as_history = [](const std::string& line) {
        const auto history = parse_jsonl_history(line, "h");
        return history ? written(history->at(0)) : history.error().message;
    };
    const std::vector<std::vector<std::string>> choices{
        {"", "\"index\":7,", "\"index\": -1,", "\"index\":01,", " \"index\":1.0,",
         "\"index\":9223372036854775808,"},
        {"", "\"time\":12,", "\"time\":-12 ,", "\"time\":\"1\",", "\"time\":3,\"index\":4,"},
        {"\"process\":3,", "\"process\":-3,", "\"process\":\"nemesis\",", "\"process\":\"\",", ""},
        {"\"type\":\"ok\",", "\"type\":\"okay\",", "\"type\":\"\\u006fk\","},
        {"\"f\":\"read\"", "\"f\":\"\\n\\ud83d\\ude00\"", "\"f\":\"\\ud83d\"", "\"f\":5",
         "\"f\":\"\xc3\xa9\"", "\"f\":\"\xff\""},
        {"", ",\"key\":\"x\"", ",\"key\":null", ",\"key\":[1,{}]"},
        {"", ",\"value\":5", ",\"value\":1e-400", ",\"value\":{\"a\":1,\"a\":2}", ",\"value\":nul"},
        {"", ",\"error\":\"x\"", ",\"error\":null", ",\"error\":[1]", ",\"node\":1", ",\"f\":\"x\"",
         ","},
    };
    Random random(5);
    for (int i = 0; i < 20'000; ++i) {
        std::string line = "{";
        for (const auto& choice : choices)
            line += random.chance(0.7) ? choice[choice.size() > 1 && random.chance(0.5)]
                                       : random.pick(choice);
        line += random.chance(0.95) ? "}" : random.chance(0.5) ? "} x" : "";
        ASSERT_EQ(one_by_one(line), as_history(line)) << line;
    }
}

TEST(EventType, NamesComeBack) {
    for (const auto type : {EventType::invoke, EventType::ok, EventType::fail, EventType::info})
        EXPECT_EQ(event_type(to_text(type)), type);
    EXPECT_EQ(event_type("OK"), std::nullopt);
    EXPECT_EQ(to_text(Process::nemesis()), "nemesis");
    EXPECT_EQ(to_text(Process{4, {}}), "4");
}

}  // namespace
}  // namespace ordeal::core
