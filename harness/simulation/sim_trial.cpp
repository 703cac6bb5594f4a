#include "harness/simulation/sim_trial.hpp"

#include <utility>

#include "harness/hunt/judge_trial.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/command_of_nodes.hpp"
#include "harness/simulation/watched_cluster.hpp"

namespace ordeal::harness {

namespace {

/// The command with `--bug=NAME` as its only word about bugs.
std::vector<std::string> with_bug(const std::vector<std::string>& command, const std::string& bug) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < command.size(); ++i) {
        if (command[i] == "--bug")
            ++i;  // its value too
        else if (!command[i].starts_with("--bug="))
            words.push_back(command[i]);
    }
    words.push_back("--bug=" + bug);
    return words;
}

}  // namespace

TryOut try_in_simulation(const SimulatedProgram& program, const std::string& bug,
                         const std::atomic<bool>* stop) {
    return [&program, bug, stop](const Trial& trial) -> core::Result<TrialResult> {
        const auto plan = plan_run(trial.scenario, trial.seed, sim_can_suffer);
        if (!plan) return tl::unexpected(plan.error());
        TrialResult result;
        SimulationOptions options;
        options.stop = stop;
        const auto make = [&](std::size_t nodes) {
            return std::make_unique<WatchedCluster>(program.make(bug, nodes), result.behaviour);
        };
        const auto run = simulate(*plan, make, options);
        if (!run) return tl::unexpected(run.error());
        result.seconds = run->evidence.seconds;
        result.verdict = judge_trial(trial.scenario, run->evidence.history, stop);
        if (result.verdict == core::Verdict::invalid)
            result.fingerprint = fingerprint(run->evidence.history);
        return result;
    };
}

core::Result<ProgramScenario> read_program_scenario(const SimulatedProgram& program,
                                                    const std::string& path,
                                                    const std::string& bug) {
    auto scenario = load_scenario(path);
    if (!scenario) return tl::unexpected(scenario.error());
    if (!bug.empty()) scenario->system.command = with_bug(scenario->system.command, bug);
    core::Result<std::string> used =
        bug_of(scenario->system.command, program.program, program.bugs);
    const auto can = can_simulate(*scenario);
    if (!can) used = tl::unexpected(can.error());
    if (!used) return core::fail("{}: {}", path, used.error().message);
    return ProgramScenario{std::move(*scenario), std::move(*used)};
}

core::Result<JudgedRun> run_with_trace(const SimulatedProgram& program, const std::string& bug,
                                       Trial trial, Interruption& interruption) {
    trial.scenario.seed = trial.seed;
    auto plan = plan_run(std::move(trial.scenario), trial.seed, sim_can_suffer);
    if (!plan) return tl::unexpected(plan.error());
    SimulationOptions options;
    options.trace = true;
    if (!bug.empty()) options.configuration.set("bug", bug);
    auto run =
        simulate(*plan, [&](std::size_t nodes) { return program.make(bug, nodes); }, options);
    if (!run) return tl::unexpected(run.error());
    RunReport report = judge_run(*plan, run->evidence, interruption);
    return JudgedRun{std::move(*plan), std::move(*run), std::move(report)};
}

}  // namespace ordeal::harness
