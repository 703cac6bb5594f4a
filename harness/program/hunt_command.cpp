// `ordeal hunt`: leaves the hunt to the program of the scenario's nodes where that can simulate
// itself, and otherwise runs the system again and again, for real or in lock-step.

#include <optional>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/hunt/hunt_arguments.hpp"
#include "harness/hunt/hunt_report.hpp"
#include "harness/hunt/vary.hpp"
#include "harness/program/abilities.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/complain.hpp"
#include "harness/program/run_by_run.hpp"
#include "harness/program/simulated_program.hpp"
#include "harness/report/terminal.hpp"
#include "harness/scenario/decode.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

constexpr unsigned again_run_by_run = 3;

constexpr Complain complain{"hunt"};

void print(const HuntReport& report, const std::optional<RunReport>& kept, bool json) {
    const RunReport* const run = kept ? &*kept : nullptr;
    if (json) return fmt::print("{}\n", core::to_json(to_value(report, run)));
    fmt::print("{}", summary(report));
    if (run != nullptr)
        fmt::print("\n{}  {:<16} ordeal run {}\n", terminal_report(*run), "this variation",
                   (run->directory / "scenario.json").string());
}

ExitCode hunt_run_by_run(const Scenario& scenario, const HuntArguments& arguments) {
    const std::uint64_t seed = arguments.seed  ? *arguments.seed
                               : scenario.seed ? *scenario.seed
                                               : core::fresh_seed();
    if (auto prepared = prepare_run_by_run(scenario); !prepared)
        return complain(ExitCode::internal, prepared.error().message);
    Interruption interruption;
    fmt::print(stderr, "{}: hunt with seed {}, run by run\n", scenario.name, seed);
    const core::MonotonicClock clock;
    HuntOptions options = hunt_options(arguments, seed);
    options.jobs = 1;
    options.batch = 1;
    options.again = again_run_by_run;
    options.clock = &clock;
    options.stop = &interruption.stopping();
    RunByRun runs(arguments.store, interruption);
    const auto report = hunt(scenario, options, runs.try_out());
    if (!report) return complain(ExitCode::internal, report.error().message);
    print(*report, runs.failure(), arguments.json);
    return exit_code(*report, interruption.stop_requested());
}

}  // namespace

ExitCode hunt_command(const ForwardedArguments& forwarded) {
    HuntArguments arguments;
    core::Options options("ordeal hunt SCENARIO");
    add_hunt_options(options, arguments);
    bool real = false;
    options.flag("real", "hunt the real system even if its program can simulate itself", real);
    const auto& words = forwarded.words;
    const bool named = !words.empty() && !words.front().starts_with('-');
    if (auto parsed = options.parse({words.begin() + (named ? 1 : 0), words.end()}); !parsed)
        return complain(ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return ExitCode::valid;
    }
    if (!named) return complain(ExitCode::usage, "expected a scenario's file");
    auto scenario = load_scenario(words.front());
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    if (!real)
        if (const auto program = simulated_program(*scenario, "hunt"))
            return become(*program, "hunt", words);
    if (!arguments.bug.empty())
        return complain(ExitCode::usage, "--bug is for programs that can simulate themselves");
    const auto able = able_in(scenario->system.world);
    scenario = with_all_faults(std::move(*scenario), able);
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    return hunt_run_by_run(*scenario, arguments);
}

}  // namespace ordeal::harness
