#include "harness/checks/identity.hpp"

#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "core/text/words.hpp"
#include "harness/checks/findings.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;
using core::Verdict;

namespace {

Operations answered(const std::vector<Operation>& operations, std::string_view f) {
    Operations answers;
    for (const Operation& operation : operations)
        if (operation.f == f && is_ok(operation)) answers.push_back(&operation);
    return answers;
}

}  // namespace

CheckResult check_unique_ids(const std::vector<Operation>& operations) {
    Findings found({{"duplicated"}, {"missing"}});
    std::unordered_map<Value, const Operation*> first;
    const Operations answers = answered(operations, "generate");
    for (const Operation* operation : answers) {
        if (operation->result.is_null()) {
            found.add("missing", *operation, [&] {
                return Evidence{.explanation = told(*operation) + " got no identifier",
                                .remark = "no identifier",
                                .broken = operation};
            });
            continue;
        }
        const auto [known, fresh] = first.try_emplace(operation->result, operation);
        if (fresh) continue;
        found.add("duplicated", *operation, [&, known = known] {
            return Evidence{
                .explanation = fmt::format("{} was given to {} and to {}", told(operation->result),
                                           told(*known->second), told(*operation)),
                .remark = fmt::format("process {} has it already", known->second->process),
                .broken = operation,
                .with = {known->second}};
        });
    }
    const bool none = answers.empty();
    return found.conclude(
        "unique-ids", none ? Verdict::unknown : Verdict::valid,
        none ? "no identifier was generated" : core::plural(first.size(), "different identifier"));
}

CheckResult check_echo(const std::vector<Operation>& operations) {
    Findings found({{"changed"}});
    const Operations answers = answered(operations, "echo");
    for (const Operation* operation : answers) {
        if (operation->result == operation->argument) continue;
        found.add("changed", *operation, [&] {
            return Evidence{
                .explanation = fmt::format("{} said {} and heard {}", told(*operation),
                                           told(operation->argument), told(operation->result)),
                .remark = fmt::format("only {} was possible", told(operation->argument)),
                .broken = operation};
        });
    }
    const bool none = answers.empty();
    return found.conclude(
        "echo", none ? Verdict::unknown : Verdict::valid,
        none ? "nothing was echoed" : core::plural(answers.size(), "echo", "echoes") + " heard");
}

CheckResult check_transactions(const std::vector<Operation>& operations) {
    const Value details = Value::object({{"transactions", answered(operations, "txn").size()}});
    return {"transactions",
            Verdict::unknown,
            details,
            "transactions are recorded and not judged: there is no checker for them",
            {}};
}

}  // namespace ordeal::harness
