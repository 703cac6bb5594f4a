// What is shown of a run: the same story that the run itself ended with, and every part of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/report/terminal.hpp"
#include "harness/runner/judging.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/show/text.hpp"
#include "tests/harness/show/run_folder.hpp"

namespace ordeal::harness {
namespace {

using core::Nanoseconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr std::string_view history = R"(
{"index":0,"time":1000000000,"process":0,"type":"invoke","f":"write","key":"k0","value":1}
{"index":1,"time":1001000000,"process":0,"type":"ok","f":"write","key":"k0","value":1}
{"index":2,"time":1500000000,"process":"nemesis","type":"info","f":"kill","value":["n1"]}
{"index":3,"time":2000000000,"process":0,"type":"invoke","f":"write","key":"k0","value":2}
{"index":4,"time":2100000000,"process":1,"type":"invoke","f":"read","key":"k1","value":null}
{"index":5,"time":2200000000,"process":0,"type":"ok","f":"write","key":"k0","value":2}
{"index":6,"time":2250000000,"process":1,"type":"info","f":"read","value":null,"error":"timeout"}
{"index":7,"time":2300000000,"process":2,"type":"invoke","f":"read","key":"k0","value":null}
{"index":8,"time":2400000000,"process":2,"type":"ok","f":"read","key":"k0","value":1}
)";

constexpr std::string_view faults =
    R"({"phase":"begin","id":1,"fault":"kill","value":["n1"],"began":1500000000,"bit":true,)"
    R"("evidence":{"begin":{"pids":{"n1":77},"gone-after-ns":{"n1":1500000}}}})"
    "\n"
    R"({"phase":"begin","id":2,"fault":"eio","value":["n2"],"began":2050000000,"bit":false,)"
    R"("evidence":{"begin":{}}})"
    "\n"
    R"({"phase":"end","id":2,"fault":"eio","value":["n2"],"began":2050000000,)"
    R"("ended":2900000000,"bit":true,"evidence":{"begin":{},"end":{"calls":{"n2":{"wal/0.log":)"
    R"({"fsync":{"matched":9,"hit":4,"bytes-lost":12}}}},"gave-up":{"n2":"exit code 1\nmore"}}}})"
    "\n";

/// A run of a stale read, with the files that a run leaves.
class Show : public RunFolder {
  protected:
    void SetUp() override {
        RunFolder::SetUp();
        RunPlan plan;
        plan.scenario =
            parse_scenario(R"({"name": "stale", "system": {"command": ["x"]}})", "test.json")
                .value();
        RunEvidence evidence;
        evidence.history = core::parse_jsonl_history(history, "history.jsonl").value();
        Interruption interruption;
        report_ = judge_run(plan, evidence, interruption);
        report_.directory = std::filesystem::canonical(run_);
        report_.repeat = "ordeal run stale.json --seed 7";
        run_ = report_.directory;
        write("history.jsonl", history);
        write("faults.jsonl", faults);
        write("verdict.json", core::to_pretty_json(to_value(report_)));
        write("scenario.json", R"({"name": "stale"})");
        write("run.json", R"({"seed": 7, "host": {"kernel": "6.1"}, "repeat": "ordeal run x",
                              "zero": {"wall": 1795437792000000000, "steady": 5000000000}})");
        write("nodes/n1/output.log",
              "hello\n2026-11-23T12:43:14.100Z started\n  more of it\n"
              "2026-11-23T12:43:15.000Z \x1b[31mlater\n");
        write("nodes/n2/output.log", "2026/11/23 14:43:14.200 in another zone\n");
        write("trace.jsonl",
              R"({"time":2150000000,"sent":2110000000,"src":"n1","dest":"n2",)"
              R"("fate":"delivered","body":{"type":"query"}})"
              "\n"
              R"({"time":3000000000,"sent":3000000000,"src":"n2","dest":"n1","fate":"lost",)"
              R"("body":{"type":"answer"}})"
              "\n");
    }

    RunReport report_;
};

TEST_F(Show, TheStoryIsTheOneThatTheRunEndedWith) {
    ASSERT_EQ(report_.verdict, core::Verdict::invalid);
    const std::string story = shown({"story"});
    EXPECT_EQ(story, terminal_report(report_));
    EXPECT_THAT(story, HasSubstr("stale: invalid"));
    EXPECT_THAT(story, HasSubstr("only 2 was possible"));
    EXPECT_THAT(story, HasSubstr("Operation 3 was under way from 2.300 s to 2.400 s."));
}

TEST_F(Show, TheStoryAsDataHoldsTheOperationsThatItTellsOf) {
    const auto story = core::parse_json(shown({"story"}, {.json = true})).value();
    EXPECT_EQ(story.find("verdict")->as_string(), "invalid");
    ASSERT_NE(story.find("operations_told"), nullptr);
    const auto& told = story.find("operations_told")->as_list();
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back().find("result")->as_int(), 1);
    EXPECT_EQ(story.find("linearizability"), nullptr) << "it may be long";
}

TEST_F(Show, AStoryOfOperationsThatAreNotThereIsAnError) {
    write("history.jsonl", history.substr(0, history.find("{\"index\":3")));
    EXPECT_THAT(shown({"story"}), HasSubstr("which is not in history.jsonl"));
}

TEST_F(Show, ARunWithoutAVerdictSaysWhatCanBeDone) {
    std::filesystem::remove(run_ / "verdict.json");
    EXPECT_THAT(shown({"story"}), HasSubstr("under way, or was ended before it was judged"));
    EXPECT_THAT(shown({"checks"}), HasSubstr("ordeal verify"));
    EXPECT_THAT(shown({"faults"}), StartsWith("#1 kill n1"));
    write("verdict.json", "[]");
    EXPECT_THAT(shown({"story"}), HasSubstr("no verdict of a run"));
    write("verdict.json", "{\n\"verd");
    EXPECT_THAT(shown({"story"}), HasSubstr("verdict.json:2: column"));
}

TEST_F(Show, AVerdictOfAnyOtherShapeIsAnErrorOrAStory) {
    const auto with = [this](const std::string& trouble) {
        write("verdict.json",
              R"({"scenario":"a","verdict":"invalid","faults":[7],"checks":[{}],"warnings":[1],)"
              R"("statistics":{"messages":{"between-nodes":"x"}},"linearizability":)"
              R"({"partitions":[{"verdict":"invalid","counterexample":)" +
                  trouble + "}]}}");
        return shown({"story"});
    };
    EXPECT_THAT(with(R"({"broken":2,"concerned":[1]})"), HasSubstr("is called broken, but"));
    EXPECT_THAT(with(R"({"broken":"x","concerned":7})"), HasSubstr("is called broken, but"));
    EXPECT_THAT(with(R"({"broken":99,"concerned":[99]})"), HasSubstr("which is not in history"));
    EXPECT_THAT(with(R"({"broken":1,"concerned":[1,"x"],"possible":[3]})"),
                HasSubstr("a: invalid\n"));
}

TEST_F(Show, OperationsAreListedInOrderOfInvocation) {
    const std::string all = shown({"operations"});
    EXPECT_THAT(all, HasSubstr("write \"k0\" 1\n"));
    EXPECT_THAT(all, HasSubstr("read \"k0\" -> 1\n"));
    EXPECT_THAT(all, HasSubstr("read \"k1\" (timeout)\n"));
    EXPECT_LT(all.find("write \"k0\" 2"), all.find("read \"k1\""));
    EXPECT_EQ(std::ranges::count(all, '\n'), 5);
}

TEST_F(Show, OperationsAreFilteredByEachOfTheirFields) {
    const auto lines = [this](const OperationFilter& filter) {
        return std::ranges::count(shown({"operations"}, {.filter = filter}), '\n') - 1;
    };
    EXPECT_EQ(lines({.key = "k0"}), 3);
    EXPECT_EQ(lines({.key = "\"k0\""}), 3) << "as JSON";
    EXPECT_EQ(lines({.key = "k"}), 0);
    EXPECT_EQ(lines({.process = 0}), 2);
    EXPECT_EQ(lines({.f = "read"}), 2);
    EXPECT_EQ(lines({.outcome = core::EventType::info}), 1);
    EXPECT_EQ(lines({.time = {.from = 2150ms, .to = 2240ms}}), 2) << "those under way meanwhile";
    EXPECT_EQ(lines({.key = "k0", .f = "read"}), 1);
}

TEST_F(Show, MoreThanTheLimitIsCounted) {
    const std::string text = shown({"operations"}, {.limit = 3});
    EXPECT_EQ(std::ranges::count(text, '\n'), 5);
    EXPECT_THAT(text, HasSubstr("(1 more; --limit 0 shows all)"));
    EXPECT_THAT(shown({"operations"}, {.limit = 4}), Not(HasSubstr("more")));
    EXPECT_THAT(shown({"operations"}, {.limit = 0}), Not(HasSubstr("more")));
    const auto json = core::parse_json(shown({"operations"}, {.limit = 3, .json = true})).value();
    EXPECT_EQ(json.find("operations")->as_list().size(), 3U);
    EXPECT_EQ(json.find("left_out")->as_int(), 1);
}

TEST_F(Show, FaultsTellWhatTheyTouched) {
    const std::string text = shown({"faults"});
    EXPECT_THAT(text, HasSubstr("#1 kill n1: from 1.500 s, never ended\n"));
    EXPECT_THAT(text, HasSubstr("    pids: n1 77\n    gone after: n1 1.50 ms\n"));
    EXPECT_THAT(text, HasSubstr("#2 eio n2: from 2.050 s to 2.900 s (850.00 ms)\n"));
    EXPECT_THAT(text, HasSubstr("    n2 wal/0.log: fsync 4 of 9 hit (bytes lost 12)\n"));
    EXPECT_THAT(text, HasSubstr("    gave up: n2 exit code 1 ...\n"));
    EXPECT_THAT(shown({"faults"}, {.filter = {.time = {.to = 1600ms}}}), Not(HasSubstr("eio")));
    EXPECT_EQ(core::parse_json(shown({"faults"}, {.json = true})).value().as_list().size(), 2U);
}

TEST_F(Show, EvidenceOfManyFiguresIsToldNodeByNode) {
    write("faults.jsonl",
          R"({"id":1,"fault":"power-loss","value":["n1"],"began":1,"bit":true,"role":)"
          R"({"name":"leader","holders":["n1"],"answers":{"n1":"7","n2":"nothing"}},)"
          R"("errors":["late"],"evidence":{"end":{"files-cut":{"n1":[{"file":"a","size":7},)"
          R"({"file":"b","size":0}]},"links":[{"from":"n1","to":"n2","packets":0},)"
          R"({"from":"n2","to":"n1","received":3,"lost":0}]}}})"
          "\n");
    const std::string text = shown({"faults"});
    EXPECT_THAT(text, HasSubstr("    files cut of n1: file a, size 7; file b, size 0\n"));
    EXPECT_THAT(text, HasSubstr("    in all: received 3\n"));
    EXPECT_THAT(text, HasSubstr("    on links: n1 -> n2 packets 0, n2 -> n1 received 3\n"));
    EXPECT_THAT(text, HasSubstr("    role leader, held by n1; answers: n1 7, n2 nothing\n"));
    EXPECT_THAT(text, HasSubstr("    error: late\n"));
}

TEST_F(Show, AroundAMomentEverythingStandsOnOneAxis) {
    const std::string text = shown({"around", "2.1s"});
    const char* in_order[] = {"around 2.100 s, from 2.000 s to 2.200 s",
                              "In force meanwhile: kill n1 (from 1.500 s to the end) and eio n2",
                              "process 0    invokes write \"k0\" 2 (operation 1)",
                              "eio n2 has taken hold",
                              "n1           2026-11-23T12:43:14.100Z started",
                              "n1           sends to n2: {\"type\":\"query\"}",
                              "n2           gets from n1 after 40.00 ms",
                              "process 0    ok write \"k0\" 2 (operation 1, after 200.00 ms)"};
    std::size_t at = 0;
    for (const char* piece : in_order) {
        const auto found = text.find(piece, at);
        ASSERT_NE(found, std::string::npos) << piece << "\nin\n" << text;
        at = found;
    }
    EXPECT_THAT(text, HasSubstr("in another zone")) << "two hours are a time zone";
    EXPECT_THAT(text, Not(HasSubstr("answer")));
    EXPECT_THAT(shown({"around", "2.1s"}, {.limit = 2}), HasSubstr("more; --limit 0"));
    EXPECT_THAT(shown({"around", "90s"}), HasSubstr("nothing; --within 1s looks further"));
}

TEST_F(Show, LogsAreJoinedByTheirTimes) {
    const std::string text = shown({"logs"});
    EXPECT_LT(text.find("more of it"), text.find("in another zone"));
    EXPECT_LT(text.find("in another zone"), text.find("later"));
    EXPECT_THAT(text, HasSubstr("2.100000 s  n1    more of it"));
    EXPECT_THAT(text, HasSubstr("\\x1b[31mlater")) << "a log cannot steer the terminal";
    EXPECT_THAT(shown({"logs", "n2"}), Not(HasSubstr("started")));
    EXPECT_THAT(shown({"logs", "n3"}), HasSubstr("there is no output of node \"n3\""));
    EXPECT_EQ(shown({"logs"}, {.filter = {.time = {.from = 2900ms}}}).find("started"),
              std::string::npos);
}

TEST_F(Show, MessagesTellWhatBecameOfThem) {
    const std::string text = shown({"messages"});
    EXPECT_THAT(text, HasSubstr("40.00 ms  delivered  n1 -> n2  {\"type\":\"query\"}"));
    EXPECT_THAT(text, HasSubstr("-  lost       n2 -> n1"));
    std::filesystem::remove(run_ / "trace.jsonl");
    EXPECT_THAT(shown({"messages"}), HasSubstr("has no traces of messages"));
}

TEST_F(Show, LatenciesAreCountedByFunction) {
    const auto json = core::parse_json(shown({"latency"}, {.json = true})).value();
    const core::Value& write = *json.find("write");
    EXPECT_EQ(write.find("ok")->as_int(), 2);
    EXPECT_EQ(write.find("p50")->as_int(), 1'000'000);
    EXPECT_EQ(write.find("p99")->as_int(), 200'000'000);
    EXPECT_EQ(json.find("read")->find("info")->as_int(), 1);
    EXPECT_THAT(shown({"latency"}), HasSubstr("1.00 ms"));
}

TEST_F(Show, DocumentsAreShownAsTheyAre) {
    EXPECT_THAT(shown({"scenario"}), HasSubstr("\"name\": \"stale\""));
    EXPECT_THAT(shown({"environment"}), HasSubstr("host.kernel          6.1\n"));
    EXPECT_EQ(shown({"repeat"}), "ordeal run x\n");
    EXPECT_EQ(shown({"repeat"}, {.json = true}), R"({"repeat":"ordeal run x"})");
    EXPECT_THAT(shown({"checks"}), HasSubstr("linearizable: invalid\n"));
}

TEST(ShowParts, AreReadFromWords) {
    const auto parts = parse_parts({"logs", "n1", "around", "2.5s", "logs", "checks"}).value();
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(parts[0].argument, "n1");
    EXPECT_EQ(parts[1].argument, "2.5s");
    EXPECT_EQ(parts[2].argument, "") << "checks is a part, not a node";
    EXPECT_EQ(parse_parts({}).value()[0].name, "story");
    EXPECT_THAT(parse_parts({"fault"}).error().message, HasSubstr("did you mean \"faults\"?"));
    EXPECT_THAT(parse_parts({"around"}).error().message, HasSubstr("needs a time"));
    EXPECT_FALSE(parse_parts({"around", "noon"}));
}

TEST(ShowText, IsFitForATerminal) {
    EXPECT_EQ(printable("a\x1b[2J\tb"), "a\\x1b[2J\tb");
    EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b") << "a control character of two bytes";
    EXPECT_EQ(printable("x\xE2\x80\xAEy"), "x\\xe2\\x80\\xaey") << "right to left";
    EXPECT_EQ(printable("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
              "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_EQ(printable("a\xFFz"), "a\\xffz");
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("ab\xE2\x82\xAC", 4), "ab...") << "no half of a character";
}

TEST(ShowText, AMomentIsADurationOrANumberOfSeconds) {
    EXPECT_EQ(parse_moment("2.5").value(), Nanoseconds(2500ms));
    EXPECT_EQ(parse_moment("20ms").value(), Nanoseconds(20ms));
    for (const char* wrong : {"", "-1", "1e30", "noon", "nan", "5 parsecs"})
        EXPECT_FALSE(parse_moment(wrong)) << wrong;
}

}  // namespace
}  // namespace ordeal::harness
