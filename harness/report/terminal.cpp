#include "harness/report/terminal.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
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
            line += fmt::format(" ({} packets dropped)", with_commas(figures.packets_dropped));
        if (figures.idle > 0) line += fmt::format(" ({} touched nothing)", figures.idle);
    }
    return line.empty() ? "none" : line;
}

std::string explanations(const RunReport& report) {
    std::string out;
    if (!report.judgement) return out;
    for (const auto& partition : report.judgement->partitions) {
        if (partition.verdict == Verdict::valid) continue;
        if (partition.key) out += fmt::format("\nkey {}\n", core::to_json(*partition.key));
        out += linearizability::explain(partition, report.operations);
    }
    return out;
}

}  // namespace

std::string verdict_sentence(const RunReport& report) {
    if (report.verdict == Verdict::valid)
        return "Every operation can be explained by a correct system.";
    if (report.judgement) {
        for (const auto& partition : report.judgement->partitions)
            if (partition.counterexample) return partition.counterexample->explanation;
    }
    for (const CheckResult& check : report.checks)
        if (check.verdict == report.verdict) return check.name + ": " + check.explanation;
    if (report.judgement) {
        for (const auto& partition : report.judgement->partitions)
            if (!partition.reason.empty()) return partition.reason;
    }
    return "The run ended before it could be judged.";
}

std::string terminal_report(const RunReport& report) {
    std::string out = fmt::format("{}: {}{}\n", report.scenario.name, to_text(report.verdict),
                                  report.interrupted ? " (interrupted)" : "");
    if (report.verdict != Verdict::valid) out += verdict_sentence(report) + "\n";
    out += explanations(report) + "\n";
    const OutcomeCounts counts = count_outcomes(report.operations);
    out += fmt::format("  {:<16} {} ok, {} fail, {} info in {:.1f} s\n", "operations",
                       with_commas(counts.ok), with_commas(counts.fail), with_commas(counts.info),
                       report.seconds);
    out += fmt::format("  {:<16} {}\n", "faults", faults_line(report.faults));
    for (const CheckResult& check : report.checks)
        out += check_line(check);
    for (const std::string& warning : report.warnings)
        out += "  warning: " + warning + "\n";
    out += fmt::format("  {:<16} {}\n", "repeat with", report.repeat);
    out += fmt::format("  {:<16} {}\n", "report", (report.directory / "report.html").string());
    return out;
}

}  // namespace ordeal::harness
