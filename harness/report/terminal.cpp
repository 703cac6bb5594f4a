#include "harness/report/terminal.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text/words.hpp"
#include "harness/report/figures.hpp"

namespace ordeal::harness {

using core::Verdict;

namespace {

std::string check_line(const CheckResult& check) {
    const char* mark = check.verdict == Verdict::valid ? "ok" : to_text(check.verdict).data();
    return fmt::format("  {:<16} {:<8} {}\n", check.name, mark, check.explanation);
}

/// "5 partition (1,093 packets dropped), 2 kill": how often each kind, and what it touched.
std::string faults_line(const std::vector<nemesis::FaultRecord>& faults) {
    std::string line;
    for (const auto& [kind, figures] : count_faults(faults)) {
        line += fmt::format("{}{} {}", line.empty() ? "" : ", ", figures.count, kind);
        if (figures.packets_dropped > 0)
            line +=
                fmt::format(" ({} packets dropped)", core::with_commas(figures.packets_dropped));
        if (figures.idle > 0) line += fmt::format(" ({} touched nothing)", figures.idle);
    }
    return line.empty() ? "none" : line;
}

/// What the first line says behind the verdict.
std::string remark(const RunReport& report) {
    if (report.interrupted) return " (interrupted)";
    if (report.cut_short) return " (ended at the first violation)";
    const auto& expected = report.scenario.expect;
    if (!expected) return "";
    return report.verdict == *expected ? ", as expected"
                                       : fmt::format(", but {} is expected", to_text(*expected));
}

/// What a world that sees messages has counted; empty where none does.
std::string messages_line(const core::Value& statistics) {
    const core::Value* messages = statistics.find("messages");
    const core::Value* between = messages ? messages->find("between-nodes") : nullptr;
    const core::Value* services = messages ? messages->find("with-services") : nullptr;
    const core::Value* each = messages ? messages->find("per-operation") : nullptr;
    if (!between || !services || !each || !each->is_double()) return "";
    const auto count = [](const core::Value& number) {
        return core::with_commas(static_cast<std::uint64_t>(number.as_int()));
    };
    std::string line = count(*between) + " between nodes";
    if (services->as_int() > 0) line += fmt::format(", {} with services", count(*services));
    return fmt::format("  {:<16} {}: {:.1f} for each operation\n", "messages", line,
                       each->as_double());
}

/// The timeline of the simplest counterexample, and which other keys are not valid.
std::string explanations(const RunReport& report) {
    const linearizability::Partition* told = simplest_trouble(report);
    if (!told) return "";
    std::string out = "\n" + linearizability::explain(*told, report.operations) + "\n";
    if (const auto weaker = linearizability::explain_weaker(*report.judgement); !weaker.empty())
        out += weaker + "\n";
    const std::size_t others = count_troubles(report) - 1;
    if (others > 0)
        out += fmt::format("{} more {} not valid: see verdict.json\n\n", others,
                           others == 1 ? "key is" : "keys are");
    return out;
}

}  // namespace

std::string verdict_sentence(const RunReport& report) {
    if (report.verdict == Verdict::valid)
        return "Every operation can be explained by a correct system.";
    const linearizability::Partition* told = simplest_trouble(report);
    if (told && told->counterexample) return told->counterexample->explanation;
    for (const CheckResult& check : report.checks)
        if (check.verdict == report.verdict) return check.name + ": " + check.explanation;
    if (told && !told->reason.empty()) return told->reason;
    return "The run ended before it could be judged.";
}

std::string terminal_report(const RunReport& report) {
    std::string out =
        fmt::format("{}: {}{}\n", report.scenario.name, to_text(report.verdict), remark(report));
    const std::string story = explanations(report);
    if (story.empty() && report.verdict != Verdict::valid) out += verdict_sentence(report) + "\n";
    out += story.empty() ? "\n" : story;
    const OutcomeCounts counts = count_outcomes(report.operations);
    out += fmt::format("  {:<16} {} ok, {} fail, {} info in {:.1f} s\n", "operations",
                       core::with_commas(counts.ok), core::with_commas(counts.fail),
                       core::with_commas(counts.info), report.seconds);
    out += fmt::format("  {:<16} {}\n", "faults", faults_line(report.faults));
    out += messages_line(report.statistics);
    for (const CheckResult& check : report.checks)
        out += check_line(check);
    for (const std::string& warning : report.warnings)
        out += "  warning: " + warning + "\n";
    out += fmt::format("  {:<16} {}\n", "repeat with", report.repeat);
    out += fmt::format("  {:<16} {}\n", "report", (report.directory / "report.html").string());
    return out;
}

}  // namespace ordeal::harness
