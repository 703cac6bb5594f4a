// From what a run left behind to its verdict and the files that tell of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/history/event.hpp"
#include "core/result.hpp"
#include "harness/checks/log_patterns.hpp"
#include "harness/runner/run.hpp"
#include "harness/runner/run_report.hpp"
#include "harness/store/run_directory.hpp"
#include "harness/worlds/world.hpp"

namespace ordeal::harness {

/// What a run left behind.
struct RunEvidence {
    core::History history;
    std::vector<nemesis::FaultRecord> faults;
    std::vector<Crash> crashes;
    std::vector<std::string> errors;  // of faults that could not be made or healed
    std::optional<LogSearch> logs;    // none: nobody looked, as in a world that keeps no logs
    core::Value statistics;
    double seconds = 0;
    bool cut_short = false;              // it was ended at its first violation
    std::optional<core::Error> failure;  // of the world: it ended the run
};

/// Judges by the scenario's specification and checks. The first Ctrl-C gives up judging.
RunReport judge_run(const RunPlan& plan, const RunEvidence& evidence, Interruption& interruption);

/// run.json (completed), verdict.json and report.html.
core::Result<void> write_results(const RunReport& report, const RunDirectory& directory,
                                 core::Value run_document);

}  // namespace ordeal::harness
