#include "harness/program/verify_history.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/history/read_history.hpp"
#include "core/text/words.hpp"
#include "harness/checks/registry.hpp"
#include "harness/program/growing_text.hpp"
#include "harness/program/subject.hpp"
#include "harness/program/verify_report.hpp"
#include "harness/program/verify_stream.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;
using linearizability::JudgeOptions;

namespace {

/// What there is to judge.
struct Recorded {
    std::vector<core::Operation> operations;
    core::Skipped skipped;
};

/// `text`: what the file holds, if it was read already.
Result<Recorded> read(const Subject& subject, const VerifyArguments& arguments,
                      std::optional<std::string_view> text) {
    const auto malformed = arguments.lenient ? core::Malformed::skipped : core::Malformed::error;
    const auto format = core::history_format(arguments.format);
    auto history = text ? core::read_history(*text, name_in_messages(subject), format, malformed)
                        : core::read_history_file(subject.file, format, malformed);
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

/// By the judge, by the checks, or by both.
Reported verify_operations(const Subject& subject, const std::vector<core::Operation>& operations,
                           const ReadingNotes& notes) {
    std::vector<CheckResult> checks;
    const auto began = std::chrono::steady_clock::now();
    if (!subject.checks.empty())
        checks = run_named_checks(subject.checks, subject.scenario
                                                      ? check_input(*subject.scenario, operations)
                                                      : CheckInput{.operations = operations});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    if (!subject.judged)
        return report_checks(subject.name, checks, operations, seconds.count(), notes);
    const auto judgement = linearizability::judge(operations, subject.options);
    if (!judgement)
        return failed(subject.name, ExitCode::usage,
                      {subject.name + ": " + judgement.error().message});
    return report_verdict(subject.name, *judgement, operations, notes, checks);
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
    std::optional<GrowingText> text;
    if (arguments.follow || subject->file == "-") {
        auto opened = GrowingText::open(subject->file);
        if (!opened) return fail(opened.error());
        text.emplace(std::move(*opened));
        const auto begun = is_stream(*text, *subject, arguments);
        if (!begun) return fail(begun.error());
        if (*begun) return verify_stream(*subject, arguments, *text, tell);
    }
    const auto recorded =
        read(*subject, arguments, text ? std::optional(text->waiting()) : std::nullopt);
    if (!recorded) return fail(recorded.error());
    tell("judging " + core::plural(recorded->operations.size(), "operation"));
    return verify_operations(*subject, recorded->operations,
                             {recorded->skipped, arguments.lenient});
}

}  // namespace ordeal::harness
