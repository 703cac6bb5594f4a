// Everything that is known of a run once it is over: what the reports show and what the files of
// its directory hold.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/exit_code.hpp"
#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "core/verdict.hpp"
#include "harness/checks/check.hpp"
#include "harness/scenario/scenario.hpp"
#include "linearizability/judge.hpp"
#include "nemesis/record.hpp"

namespace ordeal::harness {

struct RunReport {
    Scenario scenario;
    std::uint64_t seed = 0;
    std::filesystem::path directory;
    std::string repeat;  // the command line that repeats the run

    core::Verdict verdict = core::Verdict::unknown;
    bool interrupted = false;
    bool cut_short = false;  // ended at its first violation, as --fail-fast asks
    double seconds = 0;      // of the run, without judging

    std::vector<core::Operation> operations;
    std::optional<linearizability::Judgement> judgement;
    std::vector<CheckResult> checks;
    std::vector<nemesis::FaultRecord> faults;
    std::vector<std::string> warnings;
    core::Value statistics;  // of the world
};

/// Of a program that ran only this.
core::ExitCode exit_code(const RunReport& report);

/// The document of verdict.json and of `ordeal run --json`.
core::Value to_value(const RunReport& report);

}  // namespace ordeal::harness
