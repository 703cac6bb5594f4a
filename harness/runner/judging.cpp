#include "harness/runner/judging.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/ranges.h>

#include "harness/checks/eventual.hpp"
#include "harness/checks/evidence_checks.hpp"
#include "harness/checks/history_checks.hpp"
#include "harness/checks/registry.hpp"
#include "harness/report/html.hpp"
#include "harness/scenario/kinds.hpp"
#include "linearizability/consistency/promise.hpp"

namespace ordeal::harness {

using core::Verdict;

namespace {

linearizability::JudgeOptions judge_options(const Scenario& scenario,
                                            const Interruption& interruption) {
    linearizability::JudgeOptions options;
    options.model = scenario.workload.model;
    options.initial = scenario.workload.initial;
    options.consistency = linearizability::promise_named(scenario.check.consistency).value();
    options.weaker = true;
    options.timeout = scenario.check.timeout;
    options.cancelled = &interruption.give_up();
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    return options;
}

CheckResult unjudged(const std::string& promise, const core::Error& error) {
    CheckResult check;
    check.name = promise;
    check.explanation = error.message;
    return check;
}

/// A node that broke the protocol of its world.
CheckResult broken(const core::Error& failure) {
    CheckResult check;
    check.name = "protocol";
    check.verdict = Verdict::invalid;
    check.explanation = failure.message;
    return check;
}

/// How the judge's verdict stands among the checks.
CheckResult consistency_check(const std::string& promise,
                              const core::Result<linearizability::Judgement>& judgement) {
    if (!judgement) return unjudged(promise, judgement.error());
    CheckResult check;
    check.name = promise;
    check.verdict = judgement->verdict;
    check.explanation = fmt::format("model {}, {}, judged in {:.3f} s", judgement->model,
                                    judgement->partitions.size() == 1
                                        ? std::string("one partition")
                                        : fmt::format("{} keys", judgement->partitions.size()),
                                    judgement->seconds);
    for (const auto& partition : judgement->partitions)
        if (!partition.reason.empty()) check.explanation += "; " + partition.reason;
    return check;
}

/// Those of every run; some of these the scenario may also name.
std::vector<CheckResult> standing_checks(const RunPlan& plan, const RunEvidence& evidence,
                                         const std::vector<core::Operation>& operations) {
    const Phases& phases = plan.scenario.phases;
    return {check_min_ok(operations, plan.scenario.check.min_ok),
            check_stats(operations),
            check_crashed_nodes(evidence.crashes),
            check_faults_bit(evidence.faults, plan.scenario.check.must_bite ? Toothless::unknown
                                                                            : Toothless::warning),
            check_availability(operations, {phases.warm_up, phases.warm_up + phases.run},
                               evidence.faults),
            check_latency(operations)};
}

/// The checks that the scenario names, then those of every run.
std::vector<CheckResult> run_checks(const RunPlan& plan, const RunEvidence& evidence,
                                    const std::vector<core::Operation>& operations) {
    auto checks =
        run_named_checks(plan.scenario.check.checks, check_input(plan.scenario, operations));
    for (CheckResult& check : standing_checks(plan, evidence, operations))
        if (std::ranges::find(checks, check.name, &CheckResult::name) == checks.end())
            checks.push_back(std::move(check));
    if (plan.scenario.check.min_ok_fraction > 0)
        checks.push_back(check_min_ok_fraction(operations, plan.scenario.check.min_ok_fraction));
    if (!plan.scenario.check.log_patterns.empty())
        checks.push_back(check_log_patterns(
            evidence.logs.value_or(LogSearch{.missing = {"logs of this world"}})));
    return checks;
}

/// Whether the report's operations are what the scenario asks for; a judgement stays in the report.
CheckResult judge_history(const RunPlan& plan, Interruption& interruption, RunReport& report) {
    const Scenario& scenario = plan.scenario;
    const Phases& phases = scenario.phases;
    if (scenario.check.consistency == eventual)
        return check_eventual(report.operations,
                              phases.warm_up + phases.run + phases.recover + phases.settle,
                              scenario.workload.initial);
    interruption.give_up_at_first(true);
    auto judgement =
        linearizability::judge(report.operations, judge_options(scenario, interruption));
    interruption.give_up_at_first(false);
    CheckResult check = consistency_check(scenario.check.consistency, judgement);
    if (judgement) report.judgement = std::move(*judgement);
    return check;
}

/// What groups of faults have here, and what they have not.
std::vector<std::string> warnings_of(const nemesis::Composed& composed) {
    std::vector<std::string> names;
    for (const auto& one : composed.left_out)
        names.push_back(one.fault);
    if (names.empty()) return {};
    return {fmt::format("left out, because this run cannot suffer it (run.json says why): {}",
                        fmt::join(names, ", "))};
}

}  // namespace

RunReport judge_run(const RunPlan& plan, const RunEvidence& evidence, Interruption& interruption) {
    RunReport report;
    report.scenario = plan.scenario;
    report.seed = plan.seed;
    report.interrupted = interruption.stop_requested();
    report.seconds = evidence.seconds;
    report.cut_short = evidence.cut_short;
    report.faults = evidence.faults;
    report.statistics = evidence.statistics;
    report.warnings = warnings_of(plan.composed);
    report.warnings.insert(report.warnings.end(), evidence.errors.begin(), evidence.errors.end());
    auto operations = core::pair_operations(evidence.history);
    if (operations) report.operations = std::move(*operations);
    report.checks = run_checks(plan, evidence, report.operations);
    const std::string& consistency = plan.scenario.check.consistency;
    if (!operations)
        report.checks.insert(report.checks.begin(), unjudged(consistency, operations.error()));
    else if (consistency != no_consistency)
        report.checks.insert(report.checks.begin(), judge_history(plan, interruption, report));
    report.interrupted = interruption.stop_requested();
    if (evidence.failure) report.checks.insert(report.checks.begin(), broken(*evidence.failure));
    report.verdict = combine(report.checks);
    for (const CheckResult& check : report.checks)
        report.warnings.insert(report.warnings.end(), check.warnings.begin(), check.warnings.end());
    return report;
}

core::Result<void> write_results(const RunReport& report, const RunDirectory& directory,
                                 core::Value run_document) {
    run_document.set("verdict", to_text(report.verdict));
    run_document.set("interrupted", report.interrupted);
    run_document.set("cut_short", report.cut_short);
    run_document.set("seconds", report.seconds);
    if (auto written = directory.write_json("run.json", run_document); !written) return written;
    if (auto written = directory.write("report.html",
                                       html_report(documents_of(report, std::move(run_document))));
        !written)
        return written;
    return directory.write_json("verdict.json", to_value(report));
}

}  // namespace ordeal::harness
