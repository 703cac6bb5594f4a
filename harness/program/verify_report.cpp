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

}  // namespace

Reported report_verdict(const std::string& name, const linearizability::Judgement& judgement,
                        const std::vector<core::Operation>& operations,
                        const core::Skipped& skipped, bool lenient) {
    Reported reported;
    reported.text = fmt::format(
        "{}: {} ({}, {} operations, {:.3f} s{})\n", name, to_text(judgement.verdict),
        judgement.model, judgement.operations, judgement.seconds,
        skipped.count ? ", skipped " + core::plural(skipped.count, "malformed event") : "");
    explain(reported, judgement, operations);
    reported.junit.name = name;
    reported.junit.seconds = judgement.seconds;
    reported.junit.code = to_exit_code(judgement.verdict);
    reported.json = to_value(judgement);
    if (lenient) reported.json.set("skipped", skipped.count);
    reported.notes = notes_on(name, skipped);
    return reported;
}

}  // namespace ordeal::harness
