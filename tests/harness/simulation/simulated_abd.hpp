// A register by ABD in virtual time: the scenario that tests of simulations vary.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/history/operation.hpp"
#include "examples/abd/abd.hpp"
#include "harness/simulation/simulation.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness::test {

using namespace std::chrono_literals;

inline Scenario scenario() {
    Scenario scenario;
    scenario.name = "abd";
    scenario.system.command = {"abd", "spawn"};
    scenario.network.latency = {nemesis::Distribution::exponential, 2ms, {}};
    scenario.workload.concurrency = 6;
    scenario.workload.rate = 300;
    scenario.workload.keys = 2;
    scenario.workload.mix = {{"read", 5}, {"write", 3}};
    scenario.workload.values = 0;
    scenario.workload.timeout = 500ms;
    scenario.phases = {.warm_up = 500ms, .run = 4s, .recover = 1s};
    return scenario;
}

inline nemesis::FaultPlan fault(const std::string& kind, const std::string& shape = "") {
    nemesis::FaultPlan plan;
    plan.fault = kind;
    plan.shape = shape;
    plan.timing.every = 1500ms;
    plan.timing.lasts = 700ms;
    return plan;
}

inline SimulatedRun run(const Scenario& scenario, std::uint64_t seed,
                        examples::AbdBug bug = examples::AbdBug::none, bool trace = false) {
    const auto plan = plan_run(scenario, seed);
    EXPECT_TRUE(plan) << plan.error().message;
    examples::Abd abd;
    abd.bug = bug;
    SimulationOptions options;
    options.trace = trace;
    auto run = simulate(
        *plan, [&](std::size_t nodes) { return actors::make_cluster(abd, nodes); }, options);
    EXPECT_TRUE(run) << run.error().message;
    return std::move(*run);
}

inline core::Verdict verdict(const SimulatedRun& run) {
    linearizability::JudgeOptions options;
    options.model = "register";
    return linearizability::judge(*core::pair_operations(run.evidence.history), options)->verdict;
}

inline Scenario with_faults(std::vector<nemesis::FaultPlan> plans) {
    Scenario all = scenario();
    all.nemesis = std::move(plans);
    return all;
}

}  // namespace ordeal::harness::test
