#include "harness/checks/check.hpp"

namespace ordeal::harness {

core::Value to_value(const CheckResult& check) {
    core::Value value = core::Value::object({{"name", check.name},
                                             {"verdict", core::to_text(check.verdict)},
                                             {"explanation", check.explanation},
                                             {"details", check.details}});
    if (!check.warnings.empty())
        value.set("warnings", core::Value::List(check.warnings.begin(), check.warnings.end()));
    return value;
}

core::Verdict combine(const std::vector<CheckResult>& checks) {
    if (checks.empty()) return core::Verdict::unknown;
    core::Verdict verdict = core::Verdict::valid;
    for (const CheckResult& check : checks)
        verdict = core::worst(verdict, check.verdict);
    return verdict;
}

}  // namespace ordeal::harness
