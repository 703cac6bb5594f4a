#include "harness/simulation/shrink_command.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/shrink/shrink_arguments.hpp"
#include "harness/shrink/story.hpp"
#include "harness/shrink/write_out.hpp"
#include "harness/simulation/keep_run.hpp"
#include "harness/simulation/sim_trial.hpp"
#include "harness/store/line_file.hpp"

namespace ordeal::harness {

namespace {

using core::ExitCode;
using core::Result;
using Words = std::vector<std::string>;

constexpr std::uint64_t seeds_to_look_at = 1000;
constexpr std::uint64_t seeds_for_each = 16;
constexpr unsigned times_again = 10;

int complain(const SimulatedProgram& program, ExitCode code, const std::string& message) {
    fmt::print(stderr, "{} shrink: {}\n", program.program, message);
    return static_cast<int>(code);
}

/// What is shrunk, by which means.
struct Setting {
    const SimulatedProgram& program;
    const ShrinkArguments& arguments;
    std::string bug;
    TryOut try_out;
    Interruption& interruption;
    core::MonotonicClock clock;
};

/// The trial itself if it fails, else, if the seed may be any, the first seed with which it does.
Result<Trial> failing(const Setting& setting, const Scenario& scenario,
                      const std::optional<std::uint64_t>& seed) {
    const std::uint64_t first = seed.value_or(scenario.seed.value_or(1));
    const std::uint64_t most = seed || scenario.seed ? 1 : seeds_to_look_at;
    for (std::uint64_t i = 0; i < most && !setting.interruption.stop_requested(); ++i) {
        Trial trial{scenario, first + i};
        const auto result = setting.try_out(trial);
        if (!result) return tl::unexpected(result.error());
        if (result->verdict == core::Verdict::invalid) return trial;
    }
    return core::fail(
        "the scenario does not fail with {}",
        most == 1 ? fmt::format("seed {}", first) : fmt::format("any of {} seeds", most));
}

/// The failing trial with all that it does written out.
Result<Trial> written_out(const Setting& setting, const Trial& trial) {
    const auto judged = run_with_trace(setting.program, setting.bug, trial, setting.interruption);
    if (!judged) return tl::unexpected(judged.error());
    auto scenario = write_out(trial.scenario, judged->plan.schedule, judged->run.evidence.history);
    if (!scenario) return tl::unexpected(scenario.error());
    return Trial{std::move(*scenario), trial.seed};
}

Result<ShrinkReport> shrink_it(const Setting& setting, const Trial& written) {
    ShrinkProgress progress;
    ShrinkOptions options;
    options.tries = setting.arguments.seeds.value_or(seeds_for_each);
    options.budget = setting.arguments.budget.value_or(std::chrono::seconds(60));
    options.clock = &setting.clock;
    options.stop = &setting.interruption.stopping();
    options.progress = &progress;
    const core::StatusLine line(true, [&] { return status(progress); });
    return shrink(written, options, setting.try_out);
}

/// How often the small scenario fails when it is run again.
unsigned fails_again(const Setting& setting, const Trial& smallest) {
    unsigned failed = 0;
    for (unsigned i = 0; i < times_again; ++i) {
        const auto result = setting.try_out(smallest);
        if (result && result->verdict == core::Verdict::invalid) ++failed;
    }
    return failed;
}

struct Kept {
    RunReport report;
    std::string repro;  // the path of the small scenario
    std::string story;
};

Result<void> write_file(const std::string& path, const std::string& text) {
    auto file = LineFile::create(path);
    if (!file) return tl::unexpected(file.error());
    return file->append(text);
}

/// The run of the small scenario, with repro.json and story.txt beside its files.
Result<Kept> keep(const Setting& setting, Trial smallest) {
    auto judged =
        run_with_trace(setting.program, setting.bug, std::move(smallest), setting.interruption);
    if (!judged) return tl::unexpected(judged.error());
    const std::string& output = setting.arguments.output;
    Kept kept;
    const auto repeat = [&](const std::filesystem::path& directory) {
        kept.repro = output.empty() ? (directory / "repro.json").string() : output;
        return fmt::format("{} simulate {}", setting.program.program, kept.repro);
    };
    Result<void> done =
        keep_run(judged->plan, judged->run, setting.arguments.store, repeat, judged->report);
    if (!done) return tl::unexpected(done.error());
    kept.report = std::move(judged->report);
    kept.story = tell_story(kept.report, judged->run.trace);
    const std::string scenario = core::to_pretty_json(to_value(judged->plan.scenario)) + "\n";
    const auto& directory = kept.report.directory;
    done = write_file(directory / "repro.json", scenario);
    if (done) done = write_file(directory / "story.txt", kept.story);
    if (done && !output.empty()) done = write_file(output, scenario);
    if (!done) return tl::unexpected(done.error());
    return kept;
}

int shrink_source(const SimulatedProgram& program, const ShrinkArguments& arguments) {
    const auto source = find_source(arguments);
    if (!source) return complain(program, ExitCode::usage, source.error().message);
    const auto chosen = read_program_scenario(program, source->scenario, arguments.bug);
    if (!chosen) return complain(program, ExitCode::usage, chosen.error().message);
    Interruption interruption;
    const Setting setting{.program = program,
                          .arguments = arguments,
                          .bug = chosen->bug,
                          .try_out = try_in_simulation(program, chosen->bug, nullptr),
                          .interruption = interruption,
                          .clock = {}};
    const auto trial = failing(setting, chosen->scenario, source->seed);
    if (!trial) return complain(program, ExitCode::usage, trial.error().message);
    const auto written = written_out(setting, *trial);
    const auto report = written ? shrink_it(setting, *written)
                                : Result<ShrinkReport>(tl::unexpected(written.error()));
    if (!report) return complain(program, ExitCode::internal, report.error().message);
    const auto kept = keep(setting, report->smallest);
    if (!kept) return complain(program, ExitCode::internal, kept.error().message);
    print_shrink({.report = *report,
                  .times_again = times_again,
                  .failed_again = fails_again(setting, report->smallest),
                  .repro = kept->repro,
                  .repeat = kept->report.repeat,
                  .story = kept->story,
                  .directory = kept->report.directory.string()},
                 arguments.json);
    return static_cast<int>(interruption.stop_requested() ? ExitCode::interrupted
                                                          : ExitCode::valid);
}

int shrink_with(const SimulatedProgram& program, const Words& words) {
    ShrinkArguments arguments;
    core::Options options(program.program + " shrink RUN|SCENARIO");
    add_shrink_options(options, arguments);
    const bool named = !words.empty() && !words.front().starts_with('-');
    if (named) arguments.source = words.front();
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(program, ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return static_cast<int>(ExitCode::valid);
    }
    if (!named)
        return complain(program, ExitCode::usage, "expected a run's directory or a scenario");
    return shrink_source(program, arguments);
}

}  // namespace

core::Subcommand shrink_command(SimulatedProgram program) {
    return {
        "shrink", "RUN|SCENARIO: the smallest scenario that still fails, in virtual time",
        [program = std::move(program)](const Words& words) { return shrink_with(program, words); }};
}

}  // namespace ordeal::harness
