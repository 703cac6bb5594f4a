// `ordeal shrink`: leaves the work to the program of the scenario's nodes where that can simulate
// itself, and otherwise runs the system again and again, for real or in lock-step.
#include <chrono>

#include <fmt/format.h>

#include "core/history/read_history.hpp"
#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/program/run_by_run.hpp"
#include "harness/program/simulated_program.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/shrink/shrink_arguments.hpp"
#include "harness/shrink/story.hpp"
#include "harness/shrink/write_out.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

using core::ExitCode;
using core::Result;

namespace {

constexpr std::uint64_t tries_of_each = 3;
constexpr unsigned times_again = 5;

constexpr Complain complain{"shrink"};

/// The run that fails, written out: of the stored run itself, or of a scenario's first that does.
Result<Trial> written_out(const Trial& trial, const ShrinkArguments& arguments, RunByRun& runs) {
    std::string directory = arguments.source;
    for (std::uint64_t i = 0; !std::filesystem::is_directory(directory); ++i) {
        if (i == tries_of_each)
            return core::fail("the scenario did not fail in {} runs with seed {}", i, trial.seed);
        if (const auto result = runs.run(trial); !result) return tl::unexpected(result.error());
        if (runs.failure()) directory = runs.failure()->directory.string();
    }
    const auto history = core::read_history_file(directory);
    if (!history) return tl::unexpected(history.error());
    const auto plan = plan_run(trial.scenario, trial.seed);
    if (!plan) return tl::unexpected(plan.error());
    auto scenario = write_out(trial.scenario, plan->schedule, history->events);
    if (!scenario) return tl::unexpected(scenario.error());
    return Trial{std::move(*scenario), trial.seed};
}

Result<ShrinkReport> shrink_it(const Trial& written, const ShrinkArguments& arguments,
                               RunByRun& runs, const Interruption& interruption) {
    const core::MonotonicClock clock;
    ShrinkProgress progress;
    ShrinkOptions options;
    options.tries = arguments.seeds.value_or(tries_of_each);
    options.same_seed = true;
    options.budget = arguments.budget.value_or(std::chrono::seconds(60));
    options.clock = &clock;
    options.stop = &interruption.stopping();
    options.progress = &progress;
    const core::StatusLine line(true, [&] { return status(progress); });
    return shrink(written, options, runs.try_out());
}

Result<void> write_file(const std::string& path, const std::string& text) {
    auto file = LineFile::create(path);
    if (!file) return tl::unexpected(file.error());
    return file->append(text);
}

/// repro.json and story.txt beside the last run that failed, and where the small scenario is.
Result<std::string> keep(const Trial& smallest, const RunReport& run, const std::string& output) {
    Scenario scenario = smallest.scenario;
    scenario.seed = smallest.seed;
    const std::string text = core::to_pretty_json(to_value(scenario)) + "\n";
    const std::string repro = (run.directory / "repro.json").string();
    Result<void> done = write_file(repro, text);
    if (done) done = write_file((run.directory / "story.txt").string(), tell_story(run, ""));
    if (done && !output.empty()) done = write_file(output, text);
    if (!done) return tl::unexpected(done.error());
    return output.empty() ? repro : output;
}

ExitCode shrink_run_by_run(const Trial& trial, const ShrinkArguments& arguments) {
    if (auto prepared = prepare_run_by_run(trial.scenario); !prepared)
        return complain(ExitCode::internal, prepared.error().message);
    Interruption interruption;
    RunByRun runs(arguments.store, interruption);
    const auto written = written_out(trial, arguments, runs);
    if (!written) return complain(ExitCode::usage, written.error().message);
    const auto report = shrink_it(*written, arguments, runs, interruption);
    if (!report) return complain(ExitCode::usage, report.error().message);
    unsigned failed = 0;
    for (unsigned i = 0; i < times_again && !interruption.stop_requested(); ++i) {
        const auto again = runs.run(report->smallest);
        if (again && again->verdict == core::Verdict::invalid) ++failed;
    }
    const auto repro = keep(report->smallest, *runs.failure(), arguments.output);
    if (!repro) return complain(ExitCode::internal, repro.error().message);
    print_shrink({.report = *report,
                  .times_again = times_again,
                  .failed_again = failed,
                  .repro = *repro,
                  .repeat = "ordeal run " + *repro,
                  .story = tell_story(*runs.failure(), ""),
                  .directory = runs.failure()->directory.string()},
                 arguments.json);
    return interruption.stop_requested() ? ExitCode::interrupted : ExitCode::valid;
}

}  // namespace

ExitCode shrink_command(const ForwardedArguments& forwarded) {
    ShrinkArguments arguments;
    core::Options options("ordeal shrink RUN|SCENARIO");
    add_shrink_options(options, arguments);
    bool real = false;
    options.flag("real", "run the real system even if its program can simulate itself", real);
    const auto& words = forwarded.words;
    const bool named = !words.empty() && !words.front().starts_with('-');
    if (named) arguments.source = words.front();
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return ExitCode::valid;
    }
    if (!named) return complain(ExitCode::usage, "expected a run's directory or a scenario");
    const auto source = find_source(arguments);
    if (!source) return complain(ExitCode::usage, source.error().message);
    const auto scenario = load_scenario(source->scenario);
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    if (!real)
        if (const auto program = simulated_program(*scenario, "shrink"))
            return become(*program, "shrink", words);
    if (!arguments.bug.empty())
        return complain(ExitCode::usage, "--bug is for programs that can simulate themselves");
    const std::uint64_t seed = source->seed.value_or(scenario->seed.value_or(1));
    return shrink_run_by_run({*scenario, seed}, arguments);
}

}  // namespace ordeal::harness
