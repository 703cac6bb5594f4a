// Reading histories in formats that are not our own, and telling formats apart.
#include <gmock/gmock.h>

#include "core/history/jepsen_event.hpp"
#include "core/history/jepsen_log.hpp"
#include "core/history/read_history.hpp"

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

TEST(JepsenEdn, ErrorsNameThePlace) {
    const auto message = [](std::string_view text) {
        return parse_jepsen_edn(text, "x.edn").error().message;
    };
    EXPECT_EQ(message("{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok}"),
              "x.edn:2: the event has no f");
    EXPECT_EQ(message("{:process 0 :type :began :f :read}"),
              "x.edn:1: type: expected invoke, ok, fail or info, got \"began\"");
    EXPECT_EQ(message("\n5"), "x.edn:2: expected a map with an event, got integer");
    EXPECT_EQ(message("[{:process 0"), "x.edn:1: column 2: this is never closed by }");
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
              "x: event 0: the event has no type");
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
