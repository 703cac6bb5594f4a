// Tries of a hunt or a shrink that are whole runs of a system, for real or in lock-step, one after
// the other.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "harness/hunt/trial.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/runner/run_report.hpp"

namespace ordeal::harness {

/// Enters the home network if the scenario's world needs it. Requires: no thread was started yet.
core::Result<void> prepare_run_by_run(const Scenario& scenario);

class RunByRun {
  public:
    /// Requires: they outlive it.
    RunByRun(const std::string& store, Interruption& interruption)
        : store_(store), interruption_(interruption) {}

    /// Runs and judges. Only runs that fail stay in the store.
    core::Result<TrialResult> run(const Trial& trial);
    /// As a function. Requires: it is called while this lives.
    TryOut try_out() {
        return [this](const Trial& trial) { return run(trial); };
    }

    /// The latest run that failed, and `STORE/latest` points at it; none: no run has.
    const std::optional<RunReport>& failure() const { return failure_; }

  private:
    const std::string& store_;
    Interruption& interruption_;
    std::optional<RunReport> failure_;
};

}  // namespace ordeal::harness
