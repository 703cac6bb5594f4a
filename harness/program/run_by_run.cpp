#include "harness/program/run_by_run.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "core/hash.hpp"
#include "core/history/file_text.hpp"
#include "harness/runner/run.hpp"
#include "harness/simulation/lock_step_run.hpp"
#include "harness/store/run_directory.hpp"
#include "nemesis/mechanisms/home_network.hpp"

namespace ordeal::harness {

namespace {

bool in_virtual_time(const Scenario& scenario) {
    return scenario.system.world == "sim";
}

core::Result<RunReport> carry_out(const RunPlan& plan, const RunOptions& options) {
    return in_virtual_time(plan.scenario) ? execute_in_lock_step(plan, options)
                                          : execute(plan, options);
}

}  // namespace

core::Result<void> prepare_run_by_run(const Scenario& scenario) {
    if (in_virtual_time(scenario)) return {};
    return nemesis::enter_home_network();
}

core::Result<TrialResult> RunByRun::run(const Trial& trial) {
    Trial own = trial;
    own.scenario.seed = trial.seed;
    const auto plan = plan_run(std::move(own.scenario), trial.seed);
    if (!plan) return tl::unexpected(plan.error());
    RunOptions options;
    options.store = store_;
    options.repeat = fmt::format("ordeal run scenario.json --seed {}", trial.seed);
    options.progress = false;
    options.interruption = &interruption_;
    auto report = carry_out(*plan, options);
    if (!report) return tl::unexpected(report.error());
    TrialResult result;
    if (!report->checks.empty()) result.verdict = report->checks.front().verdict;  // consistency
    result.seconds = report->seconds;
    if (result.verdict == core::Verdict::invalid) {
        if (const auto history = core::file_text((report->directory / "history.jsonl").string()))
            result.fingerprint = core::hash_text(*history);
        failure_ = std::move(*report);
        return result;
    }
    std::error_code ignored;
    std::filesystem::remove_all(report->directory, ignored);
    if (failure_) make_latest(failure_->directory);
    return result;
}

}  // namespace ordeal::harness
