#include "harness/program/verify_history.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "core/history/read_history.hpp"
#include "core/text/words.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using linearizability::JudgeOptions;

namespace {

/// A file to judge, and by which specification.
struct Subject {
    std::string name;
    std::string file;  // "-": standard input
    JudgeOptions options;
};

/// What there is to judge.
struct Recorded {
    std::vector<core::Operation> operations;
    core::Skipped skipped;
};

Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                             const JudgeOptions& options) {
    Subject subject{given, given, options};
    std::error_code ignored;
    if (!std::filesystem::is_directory(given, ignored)) return subject;
    const auto run = find_run(given);
    if (!run) return tl::unexpected(run.error());
    subject.file = (*run / "history.jsonl").string();
    const auto scenario = load_scenario((*run / "scenario.json").string());
    if (!scenario) return tl::unexpected(scenario.error());
    if (!arguments.model) subject.options.model = scenario->workload.model;
    if (!arguments.consistency)
        subject.options.consistency =
            linearizability::promise_named(scenario->check.consistency).value();
    if (!arguments.initial) subject.options.initial = scenario->workload.initial;
    return subject;
}

Result<Recorded> read(const Subject& subject, const VerifyArguments& arguments) {
    const auto malformed = arguments.lenient ? core::Malformed::skipped : core::Malformed::error;
    auto history =
        core::read_history_file(subject.file, core::history_format(arguments.format), malformed);
    if (!history) return tl::unexpected(history.error());
    core::Skipped unpaired;
    auto operations =
        core::pair_operations(history->events, arguments.lenient ? &unpaired : nullptr);
    if (!operations) return core::fail("{}: {}", subject.name, operations.error().message);
    Recorded recorded{std::move(*operations), std::move(history->skipped)};
    const std::size_t room = core::Skipped::most_named - recorded.skipped.first.size();
    for (std::size_t i = 0; i < std::min(room, unpaired.first.size()); ++i)
        recorded.skipped.first.push_back(subject.name + ": " + unpaired.first[i]);
    recorded.skipped.count += unpaired.count;
    return recorded;
}

std::string notes_on(const Subject& subject, const core::Skipped& skipped) {
    if (skipped.count == 0) return {};
    std::string text = fmt::format("ordeal: {}: skipped {}, among them\n", subject.name,
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

Reported report(const Subject& subject, const linearizability::Judgement& judgement,
                const Recorded& recorded, bool lenient) {
    Reported reported;
    const auto& skipped = recorded.skipped;
    reported.text = fmt::format(
        "{}: {} ({}, {} operations, {:.3f} s{})\n", subject.name, to_text(judgement.verdict),
        judgement.model, judgement.operations, judgement.seconds,
        skipped.count ? ", skipped " + core::plural(skipped.count, "malformed event") : "");
    explain(reported, judgement, recorded.operations);
    reported.junit.name = subject.name;
    reported.junit.seconds = judgement.seconds;
    reported.junit.code = to_exit_code(judgement.verdict);
    reported.json = to_value(judgement);
    if (lenient) reported.json.set("skipped", skipped.count);
    reported.notes = notes_on(subject, skipped);
    return reported;
}

}  // namespace

Reported verify_history(const std::string& given, const VerifyArguments& arguments,
                        const JudgeOptions& options, const TellStep& tell) {
    const auto fail = [&](const core::Error& error) {
        return failed(given, ExitCode::usage, error);
    };
    tell("reading");
    const auto subject = subject_from(given, arguments, options);
    if (!subject) return fail(subject.error());
    const auto recorded = read(*subject, arguments);
    if (!recorded) return fail(recorded.error());
    tell("judging " + core::plural(recorded->operations.size(), "operation"));
    const auto judgement = linearizability::judge(recorded->operations, subject->options);
    if (!judgement) return fail({subject->name + ": " + judgement.error().message});
    return report(*subject, *judgement, *recorded, arguments.lenient);
}

}  // namespace ordeal::harness
