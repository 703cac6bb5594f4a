// `ordeal hunt`: leaves the hunt to the program of the scenario's nodes where that can simulate
// itself, and otherwise runs the system again and again, for real or in lock-step.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "core/hash.hpp"
#include "core/history/file_text.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/hunt/hunt_arguments.hpp"
#include "harness/hunt/hunt_report.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/simulated_program.hpp"
#include "harness/report/terminal.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/lock_step_run.hpp"
#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

constexpr unsigned again_run_by_run = 3;

ExitCode complain(ExitCode code, const std::string& message) {
    fmt::print(stderr, "ordeal hunt: {}\n", message);
    return code;
}

/// A report of a real run, and where it is.
using LastFailure = std::optional<RunReport>;

bool in_virtual_time(const Scenario& scenario) {
    return scenario.system.world == "sim";
}

core::Result<RunReport> carry_out(const RunPlan& plan, const RunOptions& options) {
    return in_virtual_time(plan.scenario) ? execute_in_lock_step(plan, options)
                                          : execute(plan, options);
}

/// Each try is a run of its own in the store; only those that fail stay there.
TryOut try_run_by_run(const std::string& store, Interruption& interruption, LastFailure& failure) {
    return [&store, &interruption, &failure](const Trial& trial) -> core::Result<TrialResult> {
        Trial own = trial;
        own.scenario.seed = trial.seed;
        const auto plan = plan_run(std::move(own.scenario), trial.seed);
        if (!plan) return tl::unexpected(plan.error());
        RunOptions options;
        options.store = store;
        options.repeat = fmt::format("ordeal run scenario.json --seed {}", trial.seed);
        options.progress = false;
        options.interruption = &interruption;
        auto report = carry_out(*plan, options);
        if (!report) return tl::unexpected(report.error());
        TrialResult result;
        if (report->judgement) result.verdict = report->judgement->verdict;
        if (const auto history = core::file_text(report->directory / "history.jsonl"))
            result.fingerprint = core::hash_text(*history);
        result.seconds = report->seconds;
        std::error_code ignored;
        if (result.verdict != core::Verdict::invalid)
            std::filesystem::remove_all(report->directory, ignored);
        else if (!failure)
            failure = std::move(*report);
        return result;
    };
}

void print(const HuntReport& report, const LastFailure& kept, bool json) {
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
    if (!in_virtual_time(scenario))
        if (auto entered = nemesis::enter_home_network(); !entered)
            return complain(ExitCode::internal, entered.error().message);
    Interruption interruption;
    fmt::print(stderr, "{}: hunt with seed {}, run by run\n", scenario.name, seed);
    const core::MonotonicClock clock;
    HuntOptions options = hunt_options(arguments, seed);
    options.jobs = 1;
    options.batch = 1;
    options.again = again_run_by_run;
    options.clock = &clock;
    options.stop = &interruption.stopping();
    LastFailure failure;
    const auto report =
        hunt(scenario, options, try_run_by_run(arguments.store, interruption, failure));
    if (!report) return complain(ExitCode::internal, report.error().message);
    print(*report, failure, arguments.json);
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
    const auto scenario = load_scenario(words.front());
    if (!scenario) return complain(ExitCode::usage, scenario.error().message);
    if (!real)
        if (const auto program = simulated_program(*scenario, "hunt"))
            return become(*program, "hunt", words);
    if (!arguments.bug.empty())
        return complain(ExitCode::usage, "--bug is for programs that can simulate themselves");
    return hunt_run_by_run(*scenario, arguments);
}

}  // namespace ordeal::harness
