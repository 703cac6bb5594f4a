#include "harness/simulation/hunt_command.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/program/status_line.hpp"
#include "core/random.hpp"
#include "harness/hunt/hunt_arguments.hpp"
#include "harness/hunt/hunt_report.hpp"
#include "harness/hunt/vary.hpp"
#include "harness/report/terminal.hpp"
#include "harness/simulation/keep_run.hpp"
#include "harness/simulation/sim_trial.hpp"
#include "harness/simulation/simulation.hpp"

namespace ordeal::harness {

namespace {

using core::ExitCode;
using Words = std::vector<std::string>;

int complain(const SimulatedProgram& program, ExitCode code, const std::string& message) {
    fmt::print(stderr, "{} hunt: {}\n", program.program, message);
    return static_cast<int>(code);
}

/// The hunt, with its progress on stderr.
core::Result<HuntReport> hunt_it(const SimulatedProgram& program, const ProgramScenario& chosen,
                                 HuntOptions options, const Interruption& interruption) {
    const core::MonotonicClock clock;
    HuntProgress progress;
    options.clock = &clock;
    options.stop = &interruption.stopping();
    options.progress = &progress;
    const core::StatusLine line(true,
                                [&] { return chosen.scenario.name + ": " + status(progress); });
    return hunt(chosen.scenario, options,
                try_in_simulation(program, chosen.bug, &interruption.stopping()));
}

/// Keeps the run that failed, under the varied scenario with its seed in it.
core::Result<RunReport> keep_prey(const SimulatedProgram& program, const std::string& bug,
                                  const Prey& prey, const std::string& store,
                                  Interruption& interruption) {
    auto judged = run_with_trace(program, bug, prey.trial, interruption);
    if (!judged) return tl::unexpected(judged.error());
    const auto repeat = [&program](const std::filesystem::path& directory) {
        return fmt::format("{} simulate {}", program.program,
                           (directory / "scenario.json").string());
    };
    if (auto kept = keep_run(judged->plan, judged->run, store, repeat, judged->report); !kept)
        return tl::unexpected(kept.error());
    return std::move(judged->report);
}

void print(const SimulatedProgram& program, const HuntReport& report, const RunReport* kept,
           bool json) {
    if (json) return fmt::print("{}\n", core::to_json(to_value(report, kept)));
    fmt::print("{}", summary(report));
    if (kept != nullptr)
        fmt::print("\n{}  {:<16} {} shrink {}\n", terminal_report(*kept), "shrink with",
                   program.program, kept->directory.string());
}

int hunt_scenario(const SimulatedProgram& program, const HuntArguments& arguments) {
    auto chosen = read_program_scenario(program, arguments.scenario, arguments.bug);
    if (!chosen) return complain(program, ExitCode::usage, chosen.error().message);
    auto scenario = with_all_faults(std::move(chosen->scenario), sim_can_suffer);
    if (!scenario) return complain(program, ExitCode::usage, scenario.error().message);
    chosen->scenario = std::move(*scenario);
    const std::uint64_t seed = arguments.seed          ? *arguments.seed
                               : chosen->scenario.seed ? *chosen->scenario.seed
                                                       : core::fresh_seed();
    Interruption interruption;
    fmt::print(stderr, "{}: hunt with seed {}\n", chosen->scenario.name, seed);
    const auto report = hunt_it(program, *chosen, hunt_options(arguments, seed), interruption);
    if (!report) return complain(program, ExitCode::usage, report.error().message);
    if (!report->prey) {
        print(program, *report, nullptr, arguments.json);
        return static_cast<int>(exit_code(*report, interruption.stop_requested()));
    }
    const auto kept = keep_prey(program, chosen->bug, *report->prey, arguments.store, interruption);
    if (!kept) return complain(program, ExitCode::internal, kept.error().message);
    print(program, *report, &*kept, arguments.json);
    return static_cast<int>(ExitCode::invalid);
}

int hunt_with(const SimulatedProgram& program, const Words& words) {
    HuntArguments arguments;
    core::Options options(program.program + " hunt SCENARIO");
    add_hunt_options(options, arguments);
    bool bugs = false;
    options.flag("bugs", "instead of hunting, name the planted bugs", bugs);
    const bool named = !words.empty() && !words.front().starts_with('-');
    if (named) arguments.scenario = words.front();
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(program, ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return static_cast<int>(ExitCode::valid);
    }
    if (bugs) {
        for (const core::PlantedBug& bug : program.bugs)
            fmt::print("{}\t{}\n", bug.name, bug.summary);
        return static_cast<int>(ExitCode::valid);
    }
    if (!named) return complain(program, ExitCode::usage, "expected a scenario's file");
    return hunt_scenario(program, arguments);
}

}  // namespace

core::Subcommand hunt_command(SimulatedProgram program) {
    return {
        "hunt", "SCENARIO: look for a seed and a variation that fail, in virtual time",
        [program = std::move(program)](const Words& words) { return hunt_with(program, words); }};
}

}  // namespace ordeal::harness
