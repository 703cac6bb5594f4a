// Tries of a hunt or a shrink in virtual time: exact, and thousands a minute.
#pragma once

#include <atomic>
#include <string>

#include "harness/hunt/trial.hpp"
#include "harness/simulation/simulate_command.hpp"
#include "harness/simulation/simulation.hpp"

namespace ordeal::harness {

/// Simulates and judges; safe to be called from several threads. `stop` ends a run early (may be
/// null). Requires: `program` outlives it; can_simulate() the scenarios.
TryOut try_in_simulation(const SimulatedProgram& program, const std::string& bug,
                         const std::atomic<bool>* stop);

/// A program and a scenario of it: what every command that simulates needs to know.
struct ProgramScenario {
    Scenario scenario;
    std::string bug;  // that the scenario's command asks for
};
/// Reads the file. `bug`, if not empty, takes the place of the one in the command.
/// Error: what is wrong with the scenario, or cannot be simulated, with the file's name.
core::Result<ProgramScenario> read_program_scenario(const SimulatedProgram& program,
                                                    const std::string& path,
                                                    const std::string& bug);

/// A run as it is kept: with its trace, judged as `simulate` judges.
struct JudgedRun {
    RunPlan plan;
    SimulatedRun run;
    RunReport report;
};
/// The scenario of the plan has the seed of the trial.
core::Result<JudgedRun> run_with_trace(const SimulatedProgram& program, const std::string& bug,
                                       Trial trial, Interruption& interruption);

}  // namespace ordeal::harness
