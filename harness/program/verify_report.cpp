#include "harness/program/verify_report.hpp"

#include <fmt/format.h>

#include "core/text/words.hpp"

namespace ordeal::harness {

namespace {

std::string notes_on(const std::string& name, const core::Skipped& skipped) {
    if (skipped.count == 0) return {};
    std::string text = fmt::format("ordeal: {}: skipped {}, among them\n", name,
                                   core::plural(skipped.count, "malformed event"));
    for (const std::string& message : skipped.first)
        text += "  " + message + "\n";
    return text;
}

/// Why there is no plain valid, and one line of it.
void explain(Reported& reported, const linearizability::Judgement& judgement,
             const std::vector<core::Operation>& operations) {
    std::string why;
    for (const auto& partition : judgement.partitions) {
        if (partition.verdict == core::Verdict::valid) continue;
        why += "\n" + linearizability::explain(partition, operations);
        if (!reported.junit.message.empty()) continue;
        reported.junit.message =
            partition.counterexample ? partition.counterexample->explanation : partition.reason;
    }
    if (const auto weaker = linearizability::explain_weaker(judgement); !weaker.empty())
        why += "\n" + weaker;
    reported.text += why;
    reported.junit.text = std::move(why);
}

std::string skipped_text(const core::Skipped& skipped) {
    return skipped.count ? ", skipped " + core::plural(skipped.count, "malformed event") : "";
}

/// "  set              invalid  2, which ..." for each.
std::string check_lines(const std::vector<CheckResult>& checks) {
    std::string lines;
    for (const CheckResult& check : checks)
        lines += fmt::format("  {:<16} {:<8} {}\n", check.name, to_text(check.verdict),
                             check.explanation);
    return lines;
}

/// The first example of each thing that breaks a promise.
std::string pictures(const std::vector<CheckResult>& checks,
                     const std::vector<core::Operation>& operations) {
    std::string text;
    for (const CheckResult& check : checks)
        for (const Finding& finding : check.findings) {
            if (!finding.breaks || finding.examples.empty()) continue;
            linearizability::Partition partition;
            partition.counterexample = finding.examples.front().counterexample;
            text += "\n" + linearizability::explain(partition, operations);
        }
    return text;
}

/// The first explanation that tells why the verdict is what it is.
std::string message_of(const std::vector<CheckResult>& checks, core::Verdict verdict) {
    if (verdict == core::Verdict::valid) return "";
    for (const CheckResult& check : checks)
        if (check.verdict == verdict) return check.name + ": " + check.explanation;
    return "";
}

}  // namespace

Reported report_checks(const std::string& name, const std::vector<CheckResult>& checks,
                       const std::vector<core::Operation>& operations, double seconds,
                       const ReadingNotes& notes) {
    const core::Verdict verdict = combine(checks);
    Reported reported;
    reported.text = fmt::format("{}: {} ({}, {:.3f} s{})\n", name, to_text(verdict),
                                core::plural(operations.size(), "operation"), seconds,
                                skipped_text(notes.skipped)) +
                    check_lines(checks) + pictures(checks, operations);
    reported.junit.name = name;
    reported.junit.seconds = seconds;
    reported.junit.code = to_exit_code(verdict);
    reported.junit.message = message_of(checks, verdict);
    reported.junit.text = check_lines(checks);
    reported.json = core::Value::object({{"verdict", to_text(verdict)},
                                         {"operations", operations.size()},
                                         {"seconds", seconds},
                                         {"checks", to_value(checks)}});
    if (notes.lenient) reported.json.set("skipped", notes.skipped.count);
    reported.notes = notes_on(name, notes.skipped);
    return reported;
}

Reported report_verdict(const std::string& name, const linearizability::Judgement& judgement,
                        const std::vector<core::Operation>& operations, const ReadingNotes& notes,
                        const std::vector<CheckResult>& checks) {
    const core::Verdict verdict =
        checks.empty() ? judgement.verdict : core::worst(judgement.verdict, combine(checks));
    Reported reported;
    reported.text = fmt::format("{}: {} ({}, {} operations, {:.3f} s{})\n", name, to_text(verdict),
                                judgement.model, judgement.operations, judgement.seconds,
                                skipped_text(notes.skipped));
    explain(reported, judgement, operations);
    reported.text += check_lines(checks) + pictures(checks, operations);
    reported.junit.name = name;
    reported.junit.seconds = judgement.seconds;
    reported.junit.code = to_exit_code(verdict);
    if (reported.junit.message.empty()) reported.junit.message = message_of(checks, verdict);
    reported.junit.text += check_lines(checks);
    reported.json = to_value(judgement);
    reported.json.set("verdict", to_text(verdict));
    if (!checks.empty()) reported.json.set("checks", to_value(checks));
    if (notes.lenient) reported.json.set("skipped", notes.skipped.count);
    reported.notes = notes_on(name, notes.skipped);
    return reported;
}

}  // namespace ordeal::harness
