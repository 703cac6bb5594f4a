#include "harness/runner/run_report.hpp"

#include <algorithm>
#include <tuple>

#include "harness/report/figures.hpp"
#include "harness/report/terminal.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

Value checks_value(const std::vector<CheckResult>& checks) {
    Value list{Value::List{}};
    for (const CheckResult& check : checks)
        list.push(to_value(check));
    return list;
}

Value warnings_value(const std::vector<std::string>& warnings) {
    return Value::List(warnings.begin(), warnings.end());
}

Value faults_value(const std::vector<nemesis::FaultRecord>& faults) {
    Value list{Value::List{}};
    for (const nemesis::FaultRecord& fault : faults)
        list.push(to_value(fault, nemesis::Phase::end));
    return list;
}

/// Smaller is simpler. Requires: not valid.
auto simplicity(const linearizability::Partition& partition) {
    const auto& found = partition.counterexample;
    return std::tuple(!found, found ? found->concerned.size() : 0, found ? found->broken : 0);
}

}  // namespace

const linearizability::Partition* simplest_trouble(const RunReport& report) {
    const linearizability::Partition* best = nullptr;
    if (!report.judgement) return best;
    for (const auto& partition : report.judgement->partitions) {
        if (partition.verdict == core::Verdict::valid) continue;
        if (!best || simplicity(partition) < simplicity(*best)) best = &partition;
    }
    return best;
}

std::size_t count_troubles(const RunReport& report) {
    if (!report.judgement) return 0;
    const auto& partitions = report.judgement->partitions;
    return partitions.size() -
           static_cast<std::size_t>(std::ranges::count(partitions, core::Verdict::valid,
                                                       &linearizability::Partition::verdict));
}

core::ExitCode exit_code(const RunReport& report) {
    return report.interrupted ? core::ExitCode::interrupted : core::to_exit_code(report.verdict);
}

Value to_value(const RunReport& report) {
    const OutcomeCounts counts = count_outcomes(report.operations);
    Value document = Value::object({{"scenario", report.scenario.name},
                                    {"verdict", to_text(report.verdict)},
                                    {"sentence", verdict_sentence(report)},
                                    {"interrupted", report.interrupted},
                                    {"cut_short", report.cut_short},
                                    {"seed", report.seed},
                                    {"directory", report.directory.string()},
                                    {"repeat", report.repeat},
                                    {"seconds", report.seconds}});
    if (report.scenario.expect) document.set("expected", to_text(*report.scenario.expect));
    document.set("operations",
                 Value::object({{"ok", counts.ok}, {"fail", counts.fail}, {"info", counts.info}}));
    document.set("checks", checks_value(report.checks));
    document.set("warnings", warnings_value(report.warnings));
    document.set("faults", faults_value(report.faults));
    document.set("statistics", report.statistics);
    if (report.judgement) document.set("linearizability", to_value(*report.judgement));
    return document;
}

}  // namespace ordeal::harness
