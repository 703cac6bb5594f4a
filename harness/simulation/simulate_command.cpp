#include "harness/simulation/simulate_command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/exit_code.hpp"
#include "core/json.hpp"
#include "core/program/options.hpp"
#include "core/random.hpp"
#include "harness/report/terminal.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/command_of_nodes.hpp"
#include "harness/simulation/keep_run.hpp"
#include "harness/simulation/memory.hpp"
#include "harness/simulation/simulation.hpp"

namespace ordeal::harness {

namespace {

using core::ExitCode;
using core::Result;
using Words = std::vector<std::string>;
using Clock = std::chrono::steady_clock;

struct Wanted {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::uint64_t seeds = 1;
    std::string store = "store";
    bool trace = false;
    bool json = false;
};

/// What is the same for all seeds.
struct Setting {
    const SimulatedProgram& program;
    Wanted wanted;
    Scenario scenario;
    std::string bug;
};

/// One seed, run and judged.
struct Outcome {
    RunPlan plan;
    SimulatedRun run;
    RunReport report;
    double run_ms = 0;  // of real time
    double judge_ms = 0;
};

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string repeat_line(const Setting& setting, std::uint64_t seed) {
    std::string line = fmt::format("{} simulate {} --seed {}", setting.program.program,
                                   setting.wanted.scenario, seed);
    if (setting.wanted.trace) line += " --trace";
    if (setting.wanted.store != "store") line += " --store " + setting.wanted.store;
    return line;
}

Result<Outcome> run_seed(const Setting& setting, std::uint64_t seed, Interruption& interruption) {
    Outcome outcome;
    auto plan = plan_run(setting.scenario, seed, sim_can_suffer);
    if (!plan) return tl::unexpected(plan.error());
    outcome.plan = std::move(*plan);
    core::set_seed_for_checks(seed);
    SimulationOptions options;
    options.trace = setting.wanted.trace;
    options.stop = &interruption.stopping();
    if (!setting.bug.empty()) options.configuration.set("bug", setting.bug);
    const auto began = Clock::now();
    auto run = simulate(
        outcome.plan, [&](std::size_t nodes) { return setting.program.make(setting.bug, nodes); },
        options);
    if (!run) return tl::unexpected(run.error());
    outcome.run = std::move(*run);
    outcome.run_ms = ms_since(began);
    const auto ran = Clock::now();
    outcome.report = judge_run(outcome.plan, outcome.run.evidence, interruption);
    outcome.judge_ms = ms_since(ran);
    return outcome;
}

Result<void> keep(Outcome& outcome, const Setting& setting) {
    const auto repeat = [&](const auto&) { return repeat_line(setting, outcome.plan.seed); };
    return keep_run(outcome.plan, outcome.run, setting.wanted.store, repeat, outcome.report);
}

int complain(const SimulatedProgram& program, ExitCode code, const std::string& message) {
    fmt::print(stderr, "{} simulate: {}\n", program.program, message);
    return static_cast<int>(code);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// "100 seeds: 100 valid; ..." with the virtual and the real time that a run takes.
std::string summary(const std::vector<double>& run_ms, const std::vector<double>& judge_ms,
                    double virtual_seconds) {
    const double middle = median(run_ms);
    return fmt::format(
        "{} seeds, {:.0f} s of virtual time; a run takes {:.1f} ms at the median ({:.0f} times as "
        "fast as the clock), and {:.1f} ms to judge\n",
        run_ms.size(), virtual_seconds, middle,
        virtual_seconds * 1000 / static_cast<double>(run_ms.size()) / middle, median(judge_ms));
}

/// Seed after seed, until one is not valid.
Result<Outcome> run_seeds(const Setting& setting, std::uint64_t first, Interruption& interruption) {
    std::vector<double> run_ms;
    std::vector<double> judge_ms;
    double virtual_seconds = 0;
    for (std::uint64_t seed = first;; ++seed) {
        auto outcome = run_seed(setting, seed, interruption);
        if (!outcome) return outcome;
        run_ms.push_back(outcome->run_ms);
        judge_ms.push_back(outcome->judge_ms);
        virtual_seconds += outcome->report.seconds;
        const bool last = run_ms.size() == setting.wanted.seeds;
        if (!last && exit_code(outcome->report) == ExitCode::valid) continue;
        if (setting.wanted.seeds > 1)
            fmt::print(stderr, "{}", summary(run_ms, judge_ms, virtual_seconds));
        return outcome;
    }
}

Result<Setting> read(const SimulatedProgram& program, Wanted wanted) {
    auto scenario = load_scenario(wanted.scenario);
    if (!scenario) return tl::unexpected(scenario.error());
    const auto at = [&wanted](const core::Error& error) {
        return tl::unexpected(core::Error{wanted.scenario + ": " + error.message});
    };
    if (auto can = can_simulate(*scenario); !can) return at(can.error());
    auto bug = bug_of(scenario->system.command, program.program, program.bugs);
    if (!bug) return at(bug.error());
    return Setting{program, std::move(wanted), std::move(*scenario), std::move(*bug)};
}

int simulate_scenario(const SimulatedProgram& program, const Words& arguments) {
    Wanted wanted;
    wanted.scenario = arguments.front();
    core::Options options(program.program + " simulate SCENARIO");
    options.number("seed", "the first seed; default: the scenario's, or a fresh one", wanted.seed);
    options.number("seeds", "how many seeds, one after the other, until one fails", wanted.seeds,
                   {1, 1'000'000'000});
    options.text("store", "DIR", "where the last run is kept", wanted.store);
    options.flag("trace", "keep every event of every node in trace.jsonl", wanted.trace);
    options.flag("json", "print the result as one JSON document", wanted.json);
    if (auto parsed = options.parse({arguments.begin() + 1, arguments.end()}); !parsed)
        return complain(program, ExitCode::usage, parsed.error().message);
    if (options.help_wanted()) {
        fmt::print("{}", options.help());
        return static_cast<int>(ExitCode::valid);
    }
    const auto setting = read(program, wanted);
    if (!setting) return complain(program, ExitCode::usage, setting.error().message);
    const std::uint64_t seed = wanted.seed              ? *wanted.seed
                               : setting->scenario.seed ? *setting->scenario.seed
                                                        : core::fresh_seed();
    fmt::print(stderr, "{}: seed {}\n", setting->scenario.name, seed);
    keep_freed_memory();
    Interruption interruption;
    auto outcome = run_seeds(*setting, seed, interruption);
    if (!outcome) return complain(program, ExitCode::usage, outcome.error().message);
    if (auto kept = keep(*outcome, *setting); !kept)
        return complain(program, ExitCode::internal, kept.error().message);
    if (wanted.json)
        fmt::print("{}\n", core::to_json(to_value(outcome->report)));
    else
        fmt::print("{}", terminal_report(outcome->report));
    return static_cast<int>(exit_code(outcome->report));
}

}  // namespace

core::Subcommand simulate_command(SimulatedProgram program) {
    return {"simulate", "SCENARIO: run a scenario in virtual time",
            [program = std::move(program)](const Words& arguments) {
                return simulate_scenario(program, arguments);
            },
            [](const Words& arguments) {
                return !arguments.empty() && !arguments[0].starts_with('-');
            }};
}

}  // namespace ordeal::harness
