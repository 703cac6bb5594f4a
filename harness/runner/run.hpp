// One run of a scenario, from the first process to the verdict: start the deployment, drive the
// workload while the nemesis breaks it (warm-up, run, heal, recover, final reads), stop
// everything, judge, and keep all of it in the run's directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "harness/generator/generator.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/runner/run_report.hpp"
#include "harness/scenario/scenario.hpp"
#include "nemesis/composition/composition.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::harness {

/// What a scenario and a seed determine, before anything is started.
struct RunPlan {
    Scenario scenario;
    std::uint64_t seed = 0;
    std::vector<std::string> nodes;
    nemesis::Composed composed;  // what was drawn, what was left out
    nemesis::Schedule schedule;
    gen::Generator workload;     // until the end of the recovery
    gen::Generator final_reads;  // after it
};

/// `able` says which faults the run's world can suffer: groups of faults have what it can, and a
/// swarm is drawn of it; plans that the scenario writes out are not asked about here. The plan's
/// scenario has plain plans only, and gives the same schedule again with the same seed.
/// Error: what the scenario asks for and cannot be (a shape that needs more nodes, ...).
core::Result<RunPlan> plan_run(Scenario scenario, std::uint64_t seed,
                               const nemesis::Able& able = nemesis::anything);

/// Roles and the links of clients are there in world real only. Error: the scenario asks for them.
core::Result<void> check_world(const Scenario& scenario, std::string_view world);

/// What a step on a role is when these nodes hold it.
core::Result<nemesis::Fault> fault_on_holders(const RunPlan& plan, const nemesis::Step& step,
                                              const std::vector<nemesis::Node>& holders);

struct RunOptions {
    std::filesystem::path store = "store";
    std::string repeat;  // the command line that repeats the run, for reports
    bool progress = true;
    bool fail_fast = false;  // end at the first violation: it is judged while it runs
    Interruption* interruption = nullptr;
};

/// Requires: the process is in its home network (nemesis::enter_home_network).
/// Guarantees: whatever happens, every fault is healed and every node is gone at return, and what
/// was recorded is in the run's directory.
/// Error: a set-up that failed: the store, the world, a node that never got ready.
core::Result<RunReport> execute(const RunPlan& plan, const RunOptions& options);

}  // namespace ordeal::harness
