#include "harness/checks/check.hpp"

namespace ordeal::harness {

namespace {

core::Value to_value(const Condition& condition) {
    return core::Value::object(
        {{"after", condition.after},
         {"until", condition.until ? core::Value(*condition.until) : core::Value()},
         {"text", condition.text}});
}

/// The same shape as a key that the judge found invalid; `check`: who found it.
core::Value to_value(const Example& example, bool breaks, const std::string& check) {
    core::Value::List conditions;
    for (const Condition& condition : example.conditions)
        conditions.push_back(to_value(condition));
    return core::Value::object(
        {{"check", check},
         {"verdict", core::to_text(breaks ? core::Verdict::invalid : core::Verdict::valid)},
         {"counterexample", linearizability::to_value(example.counterexample)},
         {"conditions", std::move(conditions)}});
}

core::Value to_value(const Finding& finding, const std::string& check) {
    core::Value::List examples;
    for (const Example& example : finding.examples)
        examples.push_back(to_value(example, finding.breaks, check));
    return core::Value::object({{"name", finding.name},
                                {"breaks", finding.breaks},
                                {"count", finding.count},
                                {"first", finding.first.count()},
                                {"last", finding.last.count()},
                                {"examples", std::move(examples)}});
}

}  // namespace

core::Value to_value(const CheckResult& check) {
    core::Value value = core::Value::object({{"name", check.name},
                                             {"verdict", core::to_text(check.verdict)},
                                             {"explanation", check.explanation},
                                             {"details", check.details}});
    if (!check.warnings.empty())
        value.set("warnings", core::Value::List(check.warnings.begin(), check.warnings.end()));
    core::Value::List findings;
    for (const Finding& finding : check.findings)
        findings.push_back(to_value(finding, check.name));
    if (!findings.empty()) value.set("findings", std::move(findings));
    return value;
}

core::Value to_value(const std::vector<CheckResult>& checks) {
    core::Value list{core::Value::List{}};
    for (const CheckResult& check : checks)
        list.push(to_value(check));
    return list;
}

core::Verdict combine(const std::vector<CheckResult>& checks) {
    if (checks.empty()) return core::Verdict::unknown;
    core::Verdict verdict = core::Verdict::valid;
    for (const CheckResult& check : checks)
        verdict = core::worst(verdict, check.verdict);
    return verdict;
}

}  // namespace ordeal::harness
