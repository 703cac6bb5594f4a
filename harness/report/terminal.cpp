#include "harness/report/terminal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/report/figures.hpp"
#include "harness/report/page_data.hpp"
#include "harness/report/run_documents.hpp"

namespace ordeal::harness {

using core::Value;
using core::Verdict;

namespace {

bool is_set(const Value& object, std::string_view name) {
    const Value* flag = object.find(name);
    return flag && *flag == Value(true);
}

std::string check_line(const Value& check) {
    const std::string verdict = text_at(check, "verdict");
    return fmt::format("  {:<16} {:<8} {}\n", text_at(check, "name"),
                       verdict == to_text(Verdict::valid) ? "ok" : verdict,
                       text_at(check, "explanation"));
}

/// "5 partition (1,093 packets dropped), 2 kill": how often each kind, and what it touched.
std::string faults_line(const Value& verdict) {
    std::string line;
    const Value* faults = verdict.find("faults");
    for (const auto& [kind, figures] : count_faults(faults ? *faults : Value())) {
        line += fmt::format("{}{} {}", line.empty() ? "" : ", ", figures.count, kind);
        if (figures.packets_dropped > 0)
            line +=
                fmt::format(" ({} packets dropped)", core::with_commas(figures.packets_dropped));
        if (figures.idle > 0) line += fmt::format(" ({} touched nothing)", figures.idle);
    }
    return line.empty() ? "none" : line;
}

std::string operations_line(const Value& verdict) {
    const Value* counts = verdict.find("operations");
    const auto count = [counts](std::string_view outcome) {
        const std::int64_t number = counts ? core::int_at(*counts, outcome).value_or(0) : 0;
        return core::with_commas(static_cast<std::uint64_t>(number));
    };
    const Value* seconds = verdict.find("seconds");
    const bool timed = seconds && (seconds->is_double() || seconds->is_int());
    return fmt::format("  {:<16} {} ok, {} fail, {} info in {:.1f} s\n", "operations", count("ok"),
                       count("fail"), count("info"), timed ? seconds->as_double() : 0.0);
}

/// What the first line says behind the verdict.
std::string remark(const Value& verdict) {
    if (is_set(verdict, "interrupted")) return " (interrupted)";
    if (is_set(verdict, "cut_short")) return " (ended at the first violation)";
    const std::string expected = text_at(verdict, "expected");
    if (expected.empty()) return "";
    return text_at(verdict, "verdict") == expected ? ", as expected"
                                                   : fmt::format(", but {} is expected", expected);
}

/// What a world that sees messages has counted; empty where none does.
std::string messages_line(const Value& statistics) {
    const Value* messages = statistics.find("messages");
    const Value* between = messages ? messages->find("between-nodes") : nullptr;
    const Value* services = messages ? messages->find("with-services") : nullptr;
    const Value* each = messages ? messages->find("per-operation") : nullptr;
    const bool there = between && services && each && between->is_int() && services->is_int();
    if (!there || !each->is_double()) return "";
    const auto count = [](const Value& number) {
        return core::with_commas(static_cast<std::uint64_t>(number.as_int()));
    };
    std::string line = count(*between) + " between nodes";
    if (services->as_int() > 0) line += fmt::format(", {} with services", count(*services));
    return fmt::format("  {:<16} {}: {:.1f} for each operation\n", "messages", line,
                       each->as_double());
}

/// The timeline of the simplest counterexample, and which other keys are not valid.
std::string explanations(const Value& verdict, const std::vector<core::Operation>& operations) {
    const auto found = troubles(verdict);
    if (found.empty()) return "";
    std::string out =
        "\n" + linearizability::explain(to_partition(*found.front(), verdict), operations) + "\n";
    const Value* faults = verdict.find("faults");
    const std::string moment = where(*found.front(), faults ? *faults : Value(), operations);
    if (!moment.empty()) out += moment + "\n";
    if (const auto weaker = weaker_promises(verdict); !weaker.empty()) out += weaker + "\n";
    const auto others =
        std::ranges::count_if(found, [](const Value* trouble) { return trouble->find("key"); }) - 1;
    if (others > 0)
        out += fmt::format("{} more {} not valid: see verdict.json\n\n", others,
                           others == 1 ? "key is" : "keys are");
    return out;
}

}  // namespace

std::vector<std::size_t> told_operations(const Value& verdict) {
    const auto found = troubles(verdict);
    if (found.empty()) return {};
    const auto told = to_partition(*found.front(), verdict);
    return told.counterexample ? told.counterexample->concerned : std::vector<std::size_t>();
}

std::string terminal_report(const Value& verdict, const std::vector<core::Operation>& operations) {
    const std::string decided = text_at(verdict, "verdict");
    std::string out =
        fmt::format("{}: {}{}\n", text_at(verdict, "scenario"), decided, remark(verdict));
    const std::string story = explanations(verdict, operations);
    if (story.empty() && decided != to_text(Verdict::valid)) out += sentence(verdict) + "\n";
    out += story.empty() ? "\n" : story;
    out += operations_line(verdict);
    out += fmt::format("  {:<16} {}\n", "faults", faults_line(verdict));
    if (const Value* statistics = verdict.find("statistics")) out += messages_line(*statistics);
    for (const Value& check : list_at(verdict, "checks"))
        out += check_line(check);
    for (const Value& warning : list_at(verdict, "warnings"))
        if (warning.is_string()) out += "  warning: " + warning.as_string() + "\n";
    const std::filesystem::path directory = text_at(verdict, "directory");
    out += fmt::format("  {:<16} {}\n", "repeat with", text_at(verdict, "repeat"));
    out += fmt::format("  {:<16} {}\n", "report", (directory / "report.html").string());
    return out;
}

std::string terminal_report(const RunReport& report) {
    return terminal_report(to_value(report), report.operations);
}

}  // namespace ordeal::harness
