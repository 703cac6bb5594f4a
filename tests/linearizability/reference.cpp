#include "tests/linearizability/reference.hpp"

namespace ordeal::testing {

namespace {

using core::EventType;
using core::Operation;
using core::Value;
using States = std::vector<Value>;

bool is_ok(const Operation& operation) {
    return operation.outcome == EventType::ok;
}

/// A read, or any operation that only looks: possible if nothing is known or the answer is right.
States look(const Value& state, const Operation& operation, const Value& answer) {
    if (is_ok(operation) && operation.result != answer) return {};
    return {state};
}

States next_register(const Value& state, const Operation& operation) {
    if (operation.f == "read") return look(state, operation, state);
    if (operation.f == "write") return {operation.argument};
    const bool equal = state == operation.argument.as_list()[0];
    if (operation.outcome == EventType::fail) return equal ? States{} : States{state};
    return equal ? States{operation.argument.as_list()[1]} : States{};
}

}  // namespace

std::vector<Value> reference_next(const std::string&, const Value& state,
                                  const Operation& operation) {
    return next_register(state, operation);
}

Value reference_initial(const std::string&, const Value& initial) {
    return initial;
}

bool reference_counts(const Operation& operation, linearizability::FailedCas failed_cas) {
    if (operation.outcome != EventType::fail) return true;
    return operation.f == "cas" && failed_cas == linearizability::FailedCas::observed;
}

}  // namespace ordeal::testing
