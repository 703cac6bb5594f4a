// `ordeal verify`: judges stored histories.
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/output.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/store/run_directory.hpp"
#include "linearizability/judge.hpp"

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

Result<JudgeOptions> options_from(const VerifyArguments& arguments) {
    JudgeOptions options;
    if (arguments.model) options.model = *arguments.model;
    if (arguments.initial) {
        auto initial = core::parse_json(*arguments.initial);
        if (!initial) return core::fail("--initial: {}", initial.error().message);
        options.initial = std::move(*initial);
    }
    if (arguments.timeout) {
        const auto timeout = core::parse_duration(*arguments.timeout);
        if (!timeout) return core::fail("--timeout: {}", timeout.error().message);
        options.timeout = *timeout;
    }
    if (arguments.failed_cas == "observed")
        options.failed_cas = linearizability::FailedCas::observed;
    options.threads =
        arguments.threads ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
    return options;
}

/// A directory is a run: its scenario says the model and the initial value, unless the command
/// line does.
Result<Subject> subject_from(const std::string& given, const VerifyArguments& arguments,
                             const JudgeOptions& options) {
    Subject subject{given, given, options};
    if (!std::filesystem::is_directory(given)) return subject;
    const auto run = find_run(given);
    if (!run) return tl::unexpected(run.error());
    subject.file = (*run / "history.jsonl").string();
    const auto scenario = load_scenario((*run / "scenario.json").string());
    if (!scenario) return tl::unexpected(scenario.error());
    if (!arguments.model) subject.options.model = scenario->workload.model;
    if (!arguments.initial) subject.options.initial = scenario->workload.initial;
    return subject;
}

Reported report(const Subject& subject, const linearizability::Judgement& judgement,
                const std::vector<core::Operation>& operations) {
    Reported reported;
    reported.text = fmt::format("{}: {} ({}, {} operations, {:.3f} s)\n", subject.name,
                                to_text(judgement.verdict), judgement.model, judgement.operations,
                                judgement.seconds);
    std::string why;
    for (const auto& partition : judgement.partitions) {
        if (partition.verdict == core::Verdict::valid) continue;
        why += "\n" + linearizability::explain(partition, operations);
        if (!reported.junit.message.empty()) continue;
        reported.junit.message =
            partition.counterexample ? partition.counterexample->explanation : partition.reason;
    }
    reported.text += why;
    reported.junit.name = subject.name;
    reported.junit.seconds = judgement.seconds;
    reported.junit.code = to_exit_code(judgement.verdict);
    reported.junit.text = why;
    reported.json = to_value(judgement);
    return reported;
}

Reported verify(const std::string& given, const VerifyArguments& arguments,
                const JudgeOptions& options) {
    const auto fail = [&](const core::Error& error) {
        return failed(given, ExitCode::usage, error);
    };
    const auto subject = subject_from(given, arguments, options);
    if (!subject) return fail(subject.error());
    const auto format = core::history_format(arguments.format);
    const auto history = core::read_history_file(subject->file, format);
    if (!history) return fail(history.error());
    const auto operations = core::pair_operations(history->events);
    if (!operations) return fail({subject->name + ": " + operations.error().message});
    const auto judgement = linearizability::judge(*operations, subject->options);
    if (!judgement) return fail({subject->name + ": " + judgement.error().message});
    return report(*subject, *judgement, *operations);
}

std::string totals(const std::vector<Reported>& all) {
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (const Reported& reported : all) {
        valid += reported.junit.code == ExitCode::valid;
        invalid += reported.junit.code == ExitCode::invalid;
    }
    return fmt::format("{} histories: {} valid, {} invalid, {} without a verdict\n", all.size(),
                       valid, invalid, all.size() - valid - invalid);
}

}  // namespace

ExitCode verify_command(const VerifyArguments& arguments) {
    Interruption interruption;
    interruption.give_up_at_first(true);
    auto options = options_from(arguments);
    if (!options) {
        fmt::print(stderr, "ordeal: {}\n", options.error().message);
        return ExitCode::usage;
    }
    options->cancelled = &interruption.give_up();
    std::vector<Reported> all;
    for (const std::string& given : arguments.histories) {
        if (interruption.stop_requested()) break;
        all.push_back(verify(given, arguments, *options));
        print_result(all.back(), arguments.output);
    }
    const bool many = arguments.histories.size() > 1;
    if (many && !arguments.output.json) fmt::print("{}", totals(all));
    const ExitCode code = finish(all, many, "ordeal verify", arguments.output);
    return interruption.stop_requested() ? ExitCode::interrupted : code;
}

}  // namespace ordeal::harness
