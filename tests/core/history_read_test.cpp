// Reading histories in formats that are not our own, and telling formats apart.
#include <gmock/gmock.h>

#include "core/history/jepsen_event.hpp"
#include "core/history/jepsen_log.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::core {
namespace {

constexpr std::string_view log_text =
    "INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
    "INFO  jepsen.util - 0\t:ok\t:read\tnil\r\n"
    "\n"
    "INFO  jepsen.util - :nemesis\t:info\t:start\t:partitioned\n"
    "INFO  jepsen.util - 12\t:invoke\t:cas\t[1 2]\n"
    "INFO  jepsen.util - 12\t:info\t:cas\t:timed-out\n";

TEST(JepsenLog, ReadsLines) {
    const auto history = parse_jepsen_log(log_text, "x.log");
    ASSERT_TRUE(history) << history.error().message;
    ASSERT_EQ(history->size(), 5u);
    EXPECT_EQ((*history)[1].type, EventType::ok);
    EXPECT_TRUE((*history)[1].value.is_null());
    EXPECT_EQ((*history)[2].process, Process::nemesis());
    EXPECT_EQ((*history)[2].value, Value("partitioned"));
    EXPECT_EQ((*history)[3].process.number, 12);
    EXPECT_EQ((*history)[3].value, Value::list({1, 2}));
    EXPECT_EQ((*history)[4].type, EventType::info);
    EXPECT_EQ((*history)[4].error, "timed-out");
    EXPECT_EQ((*history)[4].index, 4u);
}

TEST(JepsenLog, ErrorsNameThePlace) {
    const auto message = [](std::string_view line) {
        return parse_jepsen_log("\n" + std::string(line), "x.log").error().message;
    };
    EXPECT_EQ(message("INFO  jepsen.util - 0\t:invoke"),
              "x.log:2: column 23: expected the type, a tab and the function");
    EXPECT_EQ(message("INFO  jepsen.util - x\t:invoke\t:read\tnil"),
              "x.log:2: column 21: expected a process, a number from 0 or :name, got \"x\"");
    EXPECT_EQ(message("INFO  jepsen.util - 0\t:began\t:read\tnil"),
              "x.log:2: column 23: expected :invoke, :ok, :fail or :info, got \":began\"");
    EXPECT_EQ(message("INFO  jepsen.util - 0\t:ok\t:cas\t[1 x]"),
              "x.log:2: column 35: expected a number of 64 bits, nil, :keyword, \"text\" or [...], "
              "got \"x\"");
}

TEST(JepsenLog, ReadsHistoryTxtAndOtherLoggers) {
    const auto history = parse_jepsen_log(
        "0\t:invoke\t:txn\t[[:r 1 nil] [:w 2 {:a 1.5}]]\n"
        "2020-01-01 10:00:00,123{GMT}\tINFO\t[jepsen worker 2] jepsen.util: "
        "0\t:info\t:txn\t[[:r 1 nil]]\t:timeout\n"
        ":nemesis\t:info\t:start\t\"a - b\"\n",
        "history.txt");
    ASSERT_TRUE(history) << history.error().message;
    ASSERT_EQ(history->size(), 3u);
    EXPECT_EQ(to_json((*history)[0].value), R"([["r",1,null],["w",2,{"a":1.5}]])");
    EXPECT_EQ((*history)[1].process.number, 0);
    EXPECT_EQ((*history)[1].error, "timeout");
    EXPECT_EQ(to_json((*history)[1].value), R"([["r",1,null]])");
    EXPECT_EQ((*history)[2].process, Process::nemesis());
    EXPECT_EQ((*history)[2].value, Value("a - b"));
}

TEST(JepsenLog, ErrorsInFormsNameTheColumnOfTheLine) {
    const auto message = [](std::string_view line) {
        return parse_jepsen_line(line).error().message;
    };
    EXPECT_EQ(message("0\t:ok\t:f\t[[1 2] }"), "column 17: expected a form, got }");
    EXPECT_EQ(message("0\t:ok\t:f\t[[1 2]] 3"), "column 10: expected one value, got several");
    EXPECT_EQ(message("0\t:ok\t:f\t:\xff"), "column 11: expected UTF-8");
    EXPECT_EQ(message("0\t:ok\t:f\t; 3"), "column 10: expected a value");
}

TEST(JepsenLog, LenientReadingSkipsAndCounts) {
    Skipped skipped;
    const auto history =
        parse_jepsen_log("INFO something else\n" + std::string(log_text), "x.log", &skipped);
    ASSERT_TRUE(history);
    EXPECT_EQ(history->size(), 5u);
    EXPECT_EQ(skipped.count, 1u);
    EXPECT_EQ(skipped.first.at(0), "x.log:1: column 1: expected the process, a tab and the type");
}

constexpr std::string_view edn_text =
    "; recorded\n"
    "[{:process 0, :type :invoke, :f :cas, :value [1 2], :time 5, :index 7}\n"
    " #jepsen.history.Op{:process :nemesis, :type :info, :f :start, :value {:n1 #{:n2}}}\n"
    " {:process 0, :type :info, :f :cas, :value [1 2], :error :timeout, :node \"n1\"}]\n";

TEST(JepsenEdn, ReadsMaps) {
    const auto history = parse_jepsen_edn(edn_text, "x.edn");
    ASSERT_TRUE(history) << history.error().message;
    ASSERT_EQ(history->size(), 3u);
    EXPECT_EQ((*history)[0].index, 7u);
    EXPECT_EQ((*history)[0].time.count(), 5);
    EXPECT_EQ((*history)[0].value, Value::list({1, 2}));
    EXPECT_EQ((*history)[1].process, Process::nemesis());
    EXPECT_EQ((*history)[2].error, "timeout");
    EXPECT_EQ((*history)[2].extra.at(0).name, "node");
}

TEST(JepsenEdn, EventsWithoutIndexAreNumbered) {
    const auto history = parse_jepsen_edn(
        "{:process 0 :type :invoke :f :read :index -1 :time nil}"
        "{:process 0 :type :ok :f :read :index nil}{:process 1 :type :invoke :f :read}",
        "x.edn");
    ASSERT_TRUE(history) << history.error().message;
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(history->at(i).index, i);
}

TEST(JepsenEdn, ErrorsNameThePlace) {
    const auto message = [](std::string_view text) {
        return parse_jepsen_edn(text, "x.edn").error().message;
    };
    EXPECT_EQ(message("{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok}"),
              "x.edn:2: column 1: the event has no f");
    EXPECT_EQ(message("{:process 0 :type :began :f :read}"),
              "x.edn:1: column 1: type: expected invoke, ok, fail or info, got \"began\"");
    EXPECT_EQ(message("{:process 0 :type :ok :f :read :time 1.5}"),
              "x.edn:1: column 1: time: expected integer nanoseconds, got 1.5");
    EXPECT_EQ(message("{:process 0 :type :ok :f :read :index :a}"),
              "x.edn:1: column 1: index: expected a number, got \"a\"");
    EXPECT_EQ(message("\n5"), "x.edn:2: column 1: expected a map with an event, got integer");
    EXPECT_EQ(message("[{:process 0"), "x.edn:1: column 2: this is never closed by }");
}

TEST(JepsenEdn, LenientReadingSkipsAndCounts) {
    Skipped skipped;
    const auto history = parse_jepsen_edn(
        "[{:process 0 :type :invoke :f :read\n"  // never closed
        " {:process 1 :type :invoke :f :read} {:process 2}\n"
        " ){:process 9 :type :invoke :f :read}\n"
        " {:process 3 :type :invoke :f :read}]",
        "x.edn", &skipped);
    ASSERT_TRUE(history) << history.error().message;
    ASSERT_EQ(history->size(), 2u);
    EXPECT_EQ((*history)[0].process.number, 1);
    EXPECT_EQ((*history)[1].process.number, 3);
    // The first map ends in the third line, where it goes wrong; reading goes on in the second.
    EXPECT_THAT(skipped.first, testing::ElementsAre("x.edn:3: column 2: expected a form, got )",
                                                    "x.edn:2: column 38: the event has no type",
                                                    "x.edn:3: column 2: expected a form, got )"));
}

TEST(JepsenEdn, WrittenEventsComeBackTheSame) {
    const std::vector<Value> values{nullptr,
                                    true,
                                    5,
                                    -1.5,
                                    "a\"b\n\\",
                                    "",
                                    Value::list({1, "2"}),
                                    Value::object({{"a b", 1}, {"c", Value::Object{}}})};
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
        Event event;
        event.index = random.below(1000);
        event.time = Nanoseconds{random.between(-5, INT64_MAX)};
        event.process = random.chance(0.2) ? Process{-1, "n 1"} : Process{random.between(0, 9), {}};
        event.type = static_cast<EventType>(random.below(4));
        event.f = random.chance(0.5) ? "read" : "\xc3\xa9 x";
        if (random.chance(0.5)) event.key = random.pick(values);
        event.value = random.pick(values);
        if (random.chance(0.5)) event.error = ":no \\ route";
        if (random.chance(0.5)) event.extra.push_back({"node", random.pick(values)});
        std::string edn;
        std::string json;
        std::string json_again;
        append_jepsen_edn(edn, event);
        append_event(json, event);
        const auto read = parse_jepsen_edn(edn, "x");
        ASSERT_TRUE(read) << edn << read.error().message;
        append_event(json_again, read->at(0));
        ASSERT_EQ(json, json_again) << edn;
    }
}

TEST(JsonArray, ErrorsNameThePlace) {
    const auto message = [](std::string_view text) {
        return parse_json_history(text, "x").error().message;
    };
    EXPECT_EQ(message("[{\"process\":1,\"type\":\"ok\",\"f\":\"r\"},\n  {\"process\":1}]"),
              "x:2: column 3: the event has no type");
    EXPECT_EQ(message("{}"), "x:1: column 1: expected an array of events");
    EXPECT_THAT(message("[\n1"), testing::StartsWith("x:2: column 1: "));
    Skipped skipped;
    EXPECT_EQ(
        parse_json_history("[1,\n{\"process\":1,\"type\":\"ok\",\"f\":\"r\"},2]", "x", &skipped)
            ->size(),
        1u);
    EXPECT_EQ(skipped.count, 2u);
    EXPECT_THAT(skipped.first.at(1), testing::StartsWith("x:2: column 35: expected a map"));
    EXPECT_EQ(parse_json_history(" [ ] ", "x")->size(), 0u);
}

TEST(ReadHistory, TakesKeyTuplesApart) {
    const auto keys = [](std::string_view text) {
        std::string out;
        const auto read = read_history(text, "x", HistoryFormat::edn);
        for (const Event& event : read->events)
            out += (event.key ? to_json(*event.key) : "-") + "=" + to_json(event.value) + " ";
        return out;
    };
    EXPECT_EQ(keys("{:process 0 :type :invoke :f :cas :value [1 [2 3]]}"
                   "{:process 0 :type :info :f :cas :value nil}"
                   "{:process 1 :type :invoke :f :read :value [\"k\" nil]}"
                   "{:process 1 :type :ok :f :read :value [\"k\" 3]}"
                   "{:process :nemesis :type :info :f :start :value nil}"),
              "1=[2,3] -=null \"k\"=null \"k\"=3 -=null ");
    // A cas from 1 to nil, and lists among other values, are ordinary values.
    EXPECT_EQ(keys("{:process 0 :type :invoke :f :cas :value [1 nil]}"), "-=[1,null] ");
    EXPECT_EQ(keys("{:process 0 :type :invoke :f :read :value [1 nil]}"
                   "{:process 0 :type :ok :f :read :value 5}"),
              "-=[1,null] -=5 ");
}

TEST(ReadHistory, TellsEdnAndJson) {
    EXPECT_EQ(read_history(edn_text, "x")->format, HistoryFormat::edn);
    EXPECT_EQ(read_history("{:process 0 :type :invoke :f :read}", "x")->format, HistoryFormat::edn);
    const auto json =
        read_history("[{\"process\":1,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}]", "x");
    ASSERT_TRUE(json) << json.error().message;
    EXPECT_EQ(json->format, HistoryFormat::json);
    EXPECT_EQ(json->events.size(), 1u);
    EXPECT_EQ(read_history("[{\"process\":1}]", "x").error().message,
              "x:1: column 2: the event has no type");
    EXPECT_EQ(read_history("", "x")->events.size(), 0u);
}

TEST(ReadHistory, TellsTheFormat) {
    const auto log = read_history(log_text, "x.log");
    ASSERT_TRUE(log);
    EXPECT_EQ(log->format, HistoryFormat::jepsen_log);
    const auto ours =
        read_history("{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n", "x.jsonl");
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->format, HistoryFormat::jsonl);
    EXPECT_EQ(ours->events.size(), 1u);
    const auto neither = read_history("hello\n", "x.txt");
    ASSERT_FALSE(neither);
    EXPECT_THAT(neither.error().message, ::testing::HasSubstr("x.txt:1: column 1: expected"));
}

TEST(ReadHistory, TheFormatCanBeNamed) {
    EXPECT_EQ(history_format("jepsen-log"), HistoryFormat::jepsen_log);
    EXPECT_EQ(history_format("xml"), std::nullopt);
    const auto wrong = read_history(log_text, "x.log", HistoryFormat::jsonl);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, ::testing::StartsWith("x.log:1: column 1"));
}

TEST(ReadHistory, NamesAFileThatCannotBeRead) {
    const auto missing = read_history_file("/no/such/file");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message, "cannot read /no/such/file: No such file or directory");
}

}  // namespace
}  // namespace ordeal::core
