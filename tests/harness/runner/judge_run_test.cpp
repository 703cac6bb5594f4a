// The judging of a run that is over: from what it left behind to the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "harness/report/html.hpp"
#include "harness/report/terminal.hpp"
#include "harness/runner/judging.hpp"
#include "harness/scenario/decode.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using testing::HasSubstr;

RunReport judged(std::string_view scenario, std::string_view history) {
    RunPlan plan;
    auto parsed = parse_scenario(scenario, "test.json");
    EXPECT_TRUE(parsed) << parsed.error().message;
    if (parsed) plan.scenario = std::move(*parsed);
    auto events = core::parse_jsonl_history(history, "history.jsonl");
    EXPECT_TRUE(events) << events.error().message;
    RunEvidence evidence;
    if (events) evidence.history = std::move(*events);
    Interruption interruption;
    return judge_run(plan, evidence, interruption);
}

const CheckResult* find(const RunReport& report, std::string_view name) {
    for (const CheckResult& check : report.checks)
        if (check.name == name) return &check;
    return nullptr;
}

/// Process 1 reads what was written before a write that had been acknowledged.
constexpr std::string_view stale_read = R"(
{"index":0,"time":1000000000,"process":0,"type":"invoke","f":"write","key":"k0","value":1}
{"index":1,"time":1000000010,"process":0,"type":"ok","f":"write","key":"k0","value":1}
{"index":2,"time":1000000020,"process":0,"type":"invoke","f":"write","key":"k0","value":2}
{"index":3,"time":1000000030,"process":0,"type":"ok","f":"write","key":"k0","value":2}
{"index":4,"time":1000000040,"process":1,"type":"invoke","f":"read","key":"k0","value":null}
{"index":5,"time":1000000050,"process":1,"type":"ok","f":"read","key":"k0","value":1}
)";

TEST(JudgeRun, SaysWhichWeakerPromiseAStaleReadKeeps) {
    const RunReport report = judged(R"({"name": "a", "system": {"command": ["x"]}})", stale_read);
    EXPECT_EQ(report.verdict, Verdict::invalid);
    const std::string kept = "Weaker promises kept: sequential";
    EXPECT_THAT(terminal_report(report), HasSubstr(kept));
    EXPECT_THAT(html_report(report), HasSubstr(kept));
    const core::Value document = to_value(report);
    const core::Value* weaker = document.find("linearizability")->find("weaker");
    ASSERT_NE(weaker, nullptr);
    ASSERT_FALSE(weaker->as_list().empty());
    EXPECT_EQ(weaker->as_list()[0].find("consistency")->as_string(), "sequential");
    EXPECT_EQ(weaker->as_list()[0].find("verdict")->as_string(), "valid");
}

constexpr std::string_view lost_value = R"(
{"index":0,"time":1000000000,"process":0,"type":"invoke","f":"add","value":1}
{"index":1,"time":1000000010,"process":0,"type":"ok","f":"add","value":1}
{"index":2,"time":1000000020,"process":1,"type":"invoke","f":"read","value":null}
{"index":3,"time":1000000030,"process":1,"type":"ok","f":"read","value":[]}
)";

TEST(JudgeRun, TheChecksOfTheKindDecide) {
    const RunReport report = judged(
        R"({"name": "a", "system": {"command": ["x"]}, "workload": {"kind": "set"}})", lost_value);
    EXPECT_EQ(report.verdict, Verdict::invalid);
    EXPECT_FALSE(report.judgement) << "no model judges it";
    ASSERT_NE(find(report, "set"), nullptr);
    EXPECT_EQ(report.checks.front().name, "set");
    EXPECT_THAT(terminal_report(report), HasSubstr("1, which process 0 (operation 0) had added"));
}

TEST(JudgeRun, ChecksThatAreNamedReplaceThoseOfTheKind) {
    const RunReport report =
        judged(R"({"name": "a", "system": {"command": ["x"]}, "workload": {"kind": "set"},
                   "check": {"checks": ["latency"]}})",
               lost_value);
    EXPECT_EQ(find(report, "set"), nullptr);
    EXPECT_EQ(report.verdict, Verdict::valid);
    EXPECT_EQ(std::ranges::count(report.checks, "latency", &CheckResult::name), 1)
        << "it is one of every run, too";
}

TEST(JudgeRun, AWorkloadCanBeJudgedBothWays) {
    const RunReport report =
        judged(R"({"name": "a", "system": {"command": ["x"]}, "workload": {"kind": "set"},
                   "check": {"consistency": "linearizable"}})",
               lost_value);
    ASSERT_TRUE(report.judgement);
    EXPECT_EQ(report.judgement->verdict, Verdict::invalid);
    EXPECT_EQ(find(report, "set")->verdict, Verdict::invalid);
}

TEST(JudgeRun, TransactionsAreUnknownAndSayWhy) {
    const RunReport report = judged(
        R"({"name": "a", "system": {"command": ["x"]}, "workload": {"kind": "txn-list-append"}})",
        R"(
{"index":0,"time":1000000000,"process":0,"type":"invoke","f":"txn","value":[["r","k0",null]]}
{"index":1,"time":1000000010,"process":0,"type":"ok","f":"txn","value":[["r","k0",[]]]}
)");
    EXPECT_EQ(report.verdict, Verdict::unknown);
    EXPECT_THAT(terminal_report(report), HasSubstr("there is no checker for them"));
}

TEST(JudgeRun, LogsThatNobodyKeptAreNoGoodLogs) {
    const std::string_view scenario = R"({"name": "a", "system": {"command": ["x"]},
        "workload": {"kind": "set"}, "check": {"checks": [], "log-patterns": ["panic"]}})";
    const RunReport report = judged(scenario, lost_value);
    ASSERT_NE(find(report, "log-patterns"), nullptr);
    EXPECT_EQ(find(report, "log-patterns")->verdict, Verdict::unknown);
    EXPECT_EQ(report.verdict, Verdict::unknown);
}

}  // namespace
}  // namespace ordeal::harness
