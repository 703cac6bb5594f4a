#include "harness/simulation/lock_step_run.hpp"

#include <utility>

#include "core/check.hpp"
#include "core/history/jsonl.hpp"
#include "harness/lock_step/cluster.hpp"
#include "harness/lock_step/commands.hpp"
#include "harness/runner/environment.hpp"
#include "harness/runner/judging.hpp"
#include "harness/scenario/decode.hpp"
#include "harness/simulation/simulation.hpp"
#include "harness/store/run_directory.hpp"

namespace ordeal::harness {

using core::Result;

namespace {

Result<SimulatedRun> simulate_in_lock_step(const RunPlan& plan, const RunOptions& options,
                                           const RunDirectory& directory) {
    if (auto can = can_simulate(plan.scenario); !can) return tl::unexpected(can.error());
    if (options.fail_fast)
        return core::fail("world sim is judged when it has ended: it cannot --fail-fast");
    auto commands = lock_step_commands(plan.scenario.system, plan.seed, directory.path());
    if (!commands) return tl::unexpected(commands.error());
    SimulationOptions simulation;
    simulation.trace = true;
    simulation.stop = &options.interruption->stopping();
    return simulate(
        plan,
        [&](std::size_t) {
            return std::make_unique<LockStepCluster>(std::move(*commands), plan.seed);
        },
        simulation);
}

}  // namespace

Result<RunReport> execute_in_lock_step(const RunPlan& plan, const RunOptions& options) {
    CHECK(options.interruption != nullptr);
    core::set_seed_for_checks(plan.seed);
    const auto directory = RunDirectory::create(options.store, plan.scenario.name);
    if (!directory) return tl::unexpected(directory.error());
    Result<void> written = directory->write_json("scenario.json", to_value(plan.scenario));
    if (!written) return tl::unexpected(written.error());
    const auto run = simulate_in_lock_step(plan, options, *directory);
    if (!run) return tl::unexpected(run.error());
    written = directory->write("history.jsonl", core::to_jsonl(run->evidence.history));
    if (written) written = directory->write("faults.jsonl", run->faults);
    if (written) written = directory->write("trace.jsonl", run->trace);
    if (!written) return tl::unexpected(written.error());
    RunReport report = judge_run(plan, run->evidence, *options.interruption);
    report.directory = directory->path();
    report.repeat = options.repeat;
    written = write_results(report, *directory, describe_run(plan, options.repeat));
    if (!written) return tl::unexpected(written.error());
    return report;
}

}  // namespace ordeal::harness
