// The page of a run as HTML: what a browser without scripts shows, what the policy allows, that
// nothing a history holds becomes markup, and how large it gets.
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/checks/evidence_checks.hpp"
#include "harness/checks/sets.hpp"
#include "harness/report/html.hpp"
#include "harness/report/operation_columns.hpp"
#include "harness/report/page_data.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {
namespace {

using core::Nanoseconds;
using core::Operation;
using core::Value;
using testing::HasSubstr;
using testing::Not;

Operation operation(std::size_t id, std::string f, Value argument, Value result) {
    Operation out;
    out.id = id;
    out.process = static_cast<std::int64_t>(id % 3);
    out.f = std::move(f);
    out.key = "x";
    out.argument = std::move(argument);
    out.result = std::move(result);
    out.outcome = core::EventType::ok;
    out.invoked = 2 * id;
    out.completed = 2 * id + 1;
    out.invoke_time = Nanoseconds(id * 1'000'000'000);
    out.complete_time = out.invoke_time + Nanoseconds(5'000'000);
    return out;
}

/// Judged for real, so that documents are those that a run writes.
RunDocuments judged(std::vector<Operation> operations, std::string name = "some-run") {
    linearizability::JudgeOptions options;
    options.weaker = true;
    auto judgement = linearizability::judge(operations, options);
    EXPECT_TRUE(judgement);
    RunReport report;
    report.scenario.name = std::move(name);
    report.operations = std::move(operations);
    report.verdict = judgement->verdict;
    report.judgement = std::move(*judgement);
    report.repeat = "ordeal run x.json --seed 3";
    nemesis::FaultRecord fault;
    fault.fault = nemesis::Kill{{"n2"}};
    fault.began = Nanoseconds(1'500'000'000);
    fault.ended = Nanoseconds(2'500'000'000);
    report.faults = {fault};
    return documents_of(report, Value::object({{"version", "test"}}));
}

RunDocuments stale_read(Value written = 1, std::string name = "some-run") {
    return judged({operation(0, "write", written, written), operation(1, "write", 2, 2),
                   operation(2, "read", nullptr, written)},
                  std::move(name));
}

/// What stands before the data and the script of the page.
std::string plain_part(const std::string& page) {
    return page.substr(0, page.find("<script type=\"application/octet-stream\""));
}

TEST(ReportPage, ShowsVerdictStoryAndFaultWithoutScripts) {
    const std::string page = plain_part(html_report(stale_read()));
    EXPECT_THAT(page, HasSubstr("<b>invalid</b> read of &quot;x&quot; by process 2 returned 1"));
    EXPECT_THAT(page, HasSubstr("Operation 2 was under way from 2.000 s to 2.005 s. In force "
                                "meanwhile: kill n2 (from 1.500 s to 2.500 s)."));
    EXPECT_THAT(page, HasSubstr("only 2 was possible"));
    EXPECT_THAT(page, HasSubstr("Weaker promises kept: sequential"));
    EXPECT_THAT(page, HasSubstr("ordeal run x.json --seed 3"));
}

TEST(ReportPage, OfAValidRunSaysSo) {
    const std::string page = plain_part(
        html_report(judged({operation(0, "write", 1, 1), operation(1, "read", nullptr, 1)})));
    EXPECT_THAT(page, HasSubstr("Every operation can be explained by a correct system."));
    EXPECT_THAT(page, Not(HasSubstr("under way")));
}

/// Operation 0 added 7 at 0 s, and operation 2 read nothing at 2 s.
RunDocuments lost_value() {
    std::vector<Operation> operations{operation(0, "add", 7, 7), operation(1, "add", 8, 8),
                                      operation(2, "read", nullptr, Value::list({8}))};
    RunReport report;
    report.scenario.name = "some-run";
    report.checks = {check_set(operations)};
    report.operations = std::move(operations);
    report.verdict = combine(report.checks);
    nemesis::FaultRecord fault;
    fault.fault = nemesis::Kill{{"n2"}};
    fault.began = Nanoseconds(500'000'000);
    fault.ended = Nanoseconds(1'500'000'000);
    report.faults = {fault};
    return documents_of(report, Value::object({{"version", "test"}}));
}

TEST(ReportPage, WhatACheckFoundIsAStoryToo) {
    const RunDocuments documents = lost_value();
    EXPECT_EQ(sentence(documents),
              "7, which process 0 (operation 0) had added, is missing in what process 2 "
              "(operation 2) read of key x");
    EXPECT_EQ(
        where(documents),
        "Operation 2 was under way from 2.000 s to 2.005 s. No fault was in force then. Between "
        "operation 0, at 0.000 s, and that: kill n2 (from 0.500 s to 1.500 s).");
    const std::string page = plain_part(html_report(documents));
    EXPECT_THAT(page, HasSubstr("process 0   |-add 7-|"));
    EXPECT_THAT(page, HasSubstr("7 is missing"));
}

TEST(ReportPage, OfACrashTellsWhatWasInForce) {
    RunDocuments documents = lost_value();
    documents.verdict.set(
        "checks",
        Value::list({to_value(check_crashed_nodes(
            {{.node = "n1", .how = "exit code 2", .seen = Nanoseconds(1'200'000'000)}}))}));
    EXPECT_EQ(where(documents), "In force meanwhile: kill n2 (from 0.500 s to 1.500 s).");
}

TEST(ReportPage, DamagedExamplesOfChecksAreLeftOut) {
    RunDocuments documents = lost_value();
    const Value example = Value::object(
        {{"verdict", "invalid"},
         {"counterexample",
          Value::object({{"broken", 2}, {"concerned", Value::list({"0", -1, 99, nullptr})}})}});
    const Value finding = Value::object({{"name", "lost"}, {"examples", Value::list({example})}});
    documents.verdict.set(
        "checks",
        Value::list({Value::object({{"name", 5}, {"findings", Value::list({finding})}})}));
    EXPECT_THAT(where(documents), HasSubstr("under way from 2.000 s"));
    EXPECT_THAT(plain_part(html_report(documents)), HasSubstr("<b>invalid</b>"));
}

TEST(ReportPage, ItsPolicyAllowsItsOwnScriptOnly) {
    const std::string page = html_report(stale_read());
    std::smatch policy;
    ASSERT_TRUE(std::regex_search(
        page, policy, std::regex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")));
    const std::string text = policy[1];
    EXPECT_THAT(text, testing::StartsWith("default-src 'none'; script-src 'sha256-"));
    EXPECT_THAT(text, HasSubstr("style-src 'sha256-"));
    EXPECT_THAT(text, Not(HasSubstr("unsafe")));
    EXPECT_THAT(text, Not(HasSubstr("http")));
    EXPECT_THAT(page, Not(testing::ContainsRegex("(src|href)=\"?[a-z]+:")));
}

TEST(ReportPage, HostileTextsStayTexts) {
    const std::string hostile = "</script><script>alert(1)</script><!-- \x01 \xE2\x80\xAE \xFF";
    const std::string page = html_report(stale_read(hostile, "<img src=x onerror=alert(1)>"));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
    EXPECT_THAT(page, Not(HasSubstr("\x01")));
    const auto scripts = [&] {
        std::size_t count = 0;
        for (auto at = page.find("<script"); at != std::string::npos;
             at = page.find("<script", at + 1))
            ++count;
        return count;
    }();
    EXPECT_EQ(scripts, 2U) << "the data, and the page's own";
}

TEST(ReportPage, AHugeValueIsCutAndStaysText) {
    const std::string huge(10'000'000, 'x');
    const std::string page = html_report(stale_read(huge));
    EXPECT_LT(page.size(), 1'000'000U);
}

TEST(CutText, KeepsWholeCharacters) {
    EXPECT_EQ(cut_text("abc", 3), "abc");
    EXPECT_EQ(cut_text("ab\xC3\xA9", 3), "ab");
    EXPECT_EQ(cut_text("ab\xC3\xA9z", 4), "ab\xC3\xA9");
}

/// Times as uneven as those of a machine, and a linearization of each key.
RunDocuments long_run(std::size_t count) {
    core::Random random(5);
    std::vector<Operation> operations;
    Nanoseconds now{0};
    core::Value::List orders[16];
    for (std::size_t id = 0; id < count; ++id) {
        now += Nanoseconds(random.below(400'000));
        const bool read = random.below(2) == 0;
        auto made = operation(id, read ? "read" : "write", read ? Value() : Value(id),
                              read ? Value(id - random.below(id + 1)) : Value(id));
        const std::uint64_t key = random.below(16);
        made.key = "k" + std::to_string(key);
        made.process = static_cast<std::int64_t>(random.below(20));
        made.invoke_time = now;
        made.complete_time = now + Nanoseconds(200'000 + random.below(12'000'000));
        orders[key].emplace_back(id);
        operations.push_back(std::move(made));
    }
    RunDocuments documents;
    core::Value partitions{core::Value::List{}};
    for (auto& order : orders) {
        for (std::size_t i = 1; i < order.size(); ++i)
            if (random.below(3) == 0) std::swap(order[i], order[i - 1]);
        partitions.push(Value::object({{"verdict", "valid"}, {"witness", std::move(order)}}));
    }
    documents.operations = std::move(operations);
    documents.verdict = Value::object(
        {{"scenario", "long"},
         {"verdict", "valid"},
         {"linearizability", Value::object({{"partitions", std::move(partitions)}})}});
    return documents;
}

TEST(ReportPage, OfAHundredThousandOperationsIsBelowTwoMegabytes) {
    EXPECT_LT(html_report(long_run(100'000)).size(), 2'000'000U);
}

}  // namespace
}  // namespace ordeal::harness
