#include "harness/hunt/judge_trial.hpp"

#include <algorithm>
#include <chrono>

#include "core/hash.hpp"
#include "core/history/jsonl.hpp"
#include "core/history/operation.hpp"
#include "harness/checks/eventual.hpp"
#include "harness/checks/registry.hpp"
#include "harness/scenario/kinds.hpp"
#include "linearizability/consistency/promise.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

namespace {

core::Verdict judge_consistency(const Scenario& scenario,
                                const std::vector<core::Operation>& operations,
                                const std::atomic<bool>* cancelled) {
    const Phases& phases = scenario.phases;
    if (scenario.check.consistency == no_consistency) return core::Verdict::valid;
    if (scenario.check.consistency == eventual)
        return check_eventual(operations,
                              phases.warm_up + phases.run + phases.recover + phases.settle,
                              scenario.workload.initial)
            .verdict;
    linearizability::JudgeOptions options;
    options.model = scenario.workload.model;
    options.initial = scenario.workload.initial;
    options.consistency = linearizability::promise_named(scenario.check.consistency).value();
    options.minimise = false;
    options.timeout = std::min<core::Nanoseconds>(scenario.check.timeout, std::chrono::seconds(10));
    options.cancelled = cancelled;
    const auto judgement = linearizability::judge(operations, options);
    return judgement ? judgement->verdict : core::Verdict::unknown;
}

}  // namespace

core::Verdict judge_trial(const Scenario& scenario, const core::History& history,
                          const std::atomic<bool>* cancelled) {
    const auto operations = core::pair_operations(history);
    if (!operations) return core::Verdict::unknown;
    core::Verdict verdict = judge_consistency(scenario, *operations, cancelled);
    for (const CheckResult& check :
         run_named_checks(scenario.check.checks, check_input(scenario, *operations)))
        verdict = core::worst(verdict, check.verdict);
    return verdict;
}

std::uint64_t fingerprint(const core::History& history) {
    return core::hash_text(core::to_jsonl(history));
}

}  // namespace ordeal::harness
