// `ordeal run`: runs scenarios, one after the other.
#include <algorithm>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "core/json.hpp"
#include "core/random.hpp"
#include "harness/program/abilities.hpp"
#include "harness/program/commands.hpp"
#include "harness/program/output.hpp"
#include "harness/program/run_scenarios.hpp"
#include "harness/report/run_documents.hpp"
#include "harness/report/terminal.hpp"
#include "harness/runner/run.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/lock_step_run.hpp"
#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal::harness {

using core::ExitCode;

namespace {

std::string repeat_line(const std::string& path, std::uint64_t seed,
                        const RunArguments& arguments) {
    std::string line = fmt::format("ordeal run {} --seed {}", path, seed);
    if (arguments.world) line += " --world " + *arguments.world;
    if (arguments.fail_fast) line += " --fail-fast";
    if (arguments.pcap) line += " --pcap";
    if (arguments.store != "store") line += " --store " + arguments.store;
    return line;
}

Reported reported(const RunReport& report) {
    Reported result;
    result.text = terminal_report(report);
    result.json = to_value(report);
    result.junit = {report.scenario.name, report.seconds, exit_code(report), sentence(result.json),
                    result.text};
    return result;
}

/// What each node said, behind the result.
std::string logs_of(const RunReport& report) {
    std::string text;
    for (std::size_t number = 1; number <= report.scenario.system.nodes; ++number) {
        const std::string node = fmt::format("n{}", number);
        std::ifstream log(report.directory / "nodes" / node / "output.log");
        std::string line;
        while (std::getline(log, line))
            text += fmt::format("{}: {}\n", node, line);
    }
    return text;
}

Prepared prepare(const std::string& path, const RunArguments& arguments) {
    auto scenario = load_scenario(path);
    if (!scenario) return {path, {}, tl::unexpected(scenario.error())};
    const std::uint64_t seed = arguments.seed   ? *arguments.seed
                               : scenario->seed ? *scenario->seed
                                                : core::fresh_seed();
    if (arguments.world) scenario->system.world = *arguments.world;
    if (arguments.pcap) scenario->network.capture = true;
    const auto able = able_in(scenario->system.world);
    auto plan = plan_run(std::move(*scenario), seed, able);
    if (!plan) plan = core::fail("{}: {}", path, plan.error().message);
    return {path, repeat_line(path, seed, arguments), std::move(plan)};
}

bool in_lock_step(const RunPlan& plan) {
    return plan.scenario.system.world == "sim";
}

Reported run_one(const Prepared& prepared, const RunArguments& arguments,
                 Interruption& interruption) {
    const RunPlan& plan = *prepared.plan;
    fmt::print(stderr, "{}: seed {}\n", plan.scenario.name, plan.seed);
    RunOptions options;
    options.store = arguments.store;
    options.repeat = prepared.repeat;
    options.progress = !arguments.quiet;
    options.fail_fast = arguments.fail_fast;
    options.interruption = &interruption;
    const auto report =
        in_lock_step(plan) ? execute_in_lock_step(plan, options) : execute(plan, options);
    if (!report)
        return failed(plan.scenario.name, ExitCode::internal,
                      {prepared.path + ": " + report.error().message});
    Reported result = reported(*report);
    if (arguments.log_stderr) result.notes += logs_of(*report);
    return result;
}

std::vector<Reported> run_all(const std::vector<Prepared>& scenarios, const RunArguments& arguments,
                              Interruption& interruption) {
    std::vector<Reported> all;
    for (const Prepared& prepared : scenarios) {
        if (interruption.stop_requested()) break;
        all.push_back(run_one(prepared, arguments, interruption));
        print_result(all.back(), arguments.output);
    }
    return all;
}

/// Virtual time needs no network, and so no rights.
core::Result<void> enter_network_for(const std::vector<Prepared>& scenarios) {
    const auto simulated = [](const Prepared& each) { return in_lock_step(*each.plan); };
    if (std::ranges::all_of(scenarios, simulated)) return {};
    return nemesis::enter_home_network();
}

}  // namespace

ExitCode run_command(const RunArguments& arguments) {
    std::vector<Prepared> scenarios;
    for (const std::string& path : arguments.scenarios)
        scenarios.push_back(prepare(path, arguments));
    return run_scenarios(scenarios, arguments, "ordeal run");
}

ExitCode run_scenarios(const std::vector<Prepared>& scenarios, const RunArguments& arguments,
                       const std::string& suite) {
    std::vector<Reported> broken;
    for (const auto& [path, repeat, plan] : scenarios)
        if (!plan)
            print_result(broken.emplace_back(failed(path, ExitCode::usage, plan.error())),
                         arguments.output);
    const bool many = scenarios.size() > 1;
    if (!broken.empty()) return finish(broken, many, suite, arguments.output);
    if (auto entered = enter_network_for(scenarios); !entered) {
        const auto reported = failed("network", ExitCode::internal, entered.error());
        print_result(reported, arguments.output);
        return finish({reported}, many, suite, arguments.output);
    }
    Interruption interruption;
    const ExitCode code =
        finish(run_all(scenarios, arguments, interruption), many, suite, arguments.output);
    const bool stopped = interruption.stop_requested() && code != ExitCode::internal;
    return stopped ? ExitCode::interrupted : code;
}

}  // namespace ordeal::harness
