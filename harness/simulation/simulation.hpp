// One run of a scenario in virtual time: the same workload, schedule of faults, link rules, checks
// and judge as in world `real`, thousands of times faster. Scenario and seed determine history and
// trace to the byte, on every machine.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "actors/cluster.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "harness/runner/judging.hpp"
#include "harness/runner/run.hpp"

namespace ordeal::harness {

/// A fresh cluster of so many nodes, none of them started.
using MakeCluster = std::function<std::unique_ptr<actors::Cluster>(std::size_t nodes)>;

struct SimulationOptions {
    bool trace = false;
    core::Value configuration;                // of the actors, for the trace
    const std::atomic<bool>* stop = nullptr;  // once set, the run ends early, and is healed
};

struct SimulatedRun {
    RunEvidence evidence;
    std::string trace;   // JSON Lines
    std::string faults;  // JSON Lines
};

/// Nothing when nodes of world `sim` can suffer that kind of fault, else why not.
core::Result<void> sim_can_suffer(std::string_view kind);
/// Error: what world `sim` cannot do, by name (client, corruption), or options of the client.
core::Result<void> can_simulate(const Scenario& scenario);
/// Requires: can_simulate(plan.scenario). Error: options of the client, or nodes that cannot go on.
core::Result<SimulatedRun> simulate(const RunPlan& plan, const MakeCluster& make,
                                    const SimulationOptions& options);

}  // namespace ordeal::harness
