#include "harness/runner/run_report.hpp"

#include "harness/report/figures.hpp"
#include "harness/report/run_documents.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

Value warnings_value(const std::vector<std::string>& warnings) {
    return Value::List(warnings.begin(), warnings.end());
}

Value faults_value(const std::vector<nemesis::FaultRecord>& faults) {
    Value list{Value::List{}};
    for (const nemesis::FaultRecord& fault : faults)
        list.push(to_value(fault, nemesis::Phase::end));
    return list;
}

}  // namespace

core::ExitCode exit_code(const RunReport& report) {
    return report.interrupted ? core::ExitCode::interrupted : core::to_exit_code(report.verdict);
}

Value to_value(const RunReport& report) {
    const OutcomeCounts counts = count_outcomes(report.operations);
    Value document = Value::object({{"scenario", report.scenario.name},
                                    {"verdict", to_text(report.verdict)},
                                    {"sentence", ""},
                                    {"interrupted", report.interrupted},
                                    {"cut_short", report.cut_short},
                                    {"seed", report.seed},
                                    {"directory", report.directory.string()},
                                    {"repeat", report.repeat},
                                    {"seconds", report.seconds}});
    if (report.scenario.expect) document.set("expected", to_text(*report.scenario.expect));
    document.set("operations",
                 Value::object({{"ok", counts.ok}, {"fail", counts.fail}, {"info", counts.info}}));
    document.set("checks", to_value(report.checks));
    document.set("warnings", warnings_value(report.warnings));
    document.set("faults", faults_value(report.faults));
    document.set("statistics", report.statistics);
    if (report.judgement) document.set("linearizability", to_value(*report.judgement));
    document.set("sentence", sentence(document));
    return document;
}

}  // namespace ordeal::harness
