#include "harness/checks/kafka_steps.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/json.hpp"

namespace ordeal::harness {

using core::Operation;
using core::Value;

namespace {

bool is_step(const Value& value) {
    if (!value.is_list() || value.as_list().empty()) return false;
    const Value& name = value.as_list().front();
    return name == Value("send") || name == Value("poll");
}

bool is_steps(const Value& value) {
    return value.is_list() && !value.as_list().empty() &&
           std::ranges::all_of(value.as_list(), is_step);
}

bool has_steps(const Operation& operation) {
    return is_steps(operation.argument);
}

Value text_of(const Value& key) {
    return key.is_string() ? key : Value(core::to_json(key));
}

/// [key, rest] of ["send", key, rest].
Value keyed(const Value& step) {
    const Value::List& parts = step.as_list();
    if (parts.size() != 3) return step;
    return Value::list({text_of(parts[1]), parts[2]});
}

/// The step of the completion; null when there is none.
Value completed(const Operation& operation, std::size_t number) {
    if (!is_steps(operation.result) || number >= operation.result.as_list().size()) return {};
    return operation.result.as_list()[number];
}

Operation of_step(const Operation& whole, std::size_t number) {
    const Value& step = whole.argument.as_list()[number];
    const Value answer = completed(whole, number);
    Operation part = whole;
    part.f = step.as_list().front().as_string();
    if (part.f == "send") {
        part.argument = keyed(step);
        part.result = answer.is_null() ? Value() : keyed(answer);
    } else {
        part.argument = {};
        const bool polled = answer.is_list() && answer.as_list().size() == 2;
        part.result = polled ? answer.as_list()[1] : Value();
    }
    return part;
}

/// Keys of an assignment become strings, as they are in what is polled.
Operation with_text_keys(Operation operation) {
    if (operation.f == "assign" && operation.argument.is_list())
        for (Value& key : operation.argument.as_list())
            key = text_of(key);
    return operation;
}

}  // namespace

bool has_kafka_steps(const std::vector<Operation>& operations) {
    return std::ranges::any_of(operations, has_steps);
}

std::vector<Operation> split_kafka_steps(const std::vector<Operation>& operations) {
    std::vector<Operation> parts;
    for (const Operation& operation : operations) {
        if (!has_steps(operation)) {
            parts.push_back(with_text_keys(operation));
            continue;
        }
        for (std::size_t number = 0; number < operation.argument.as_list().size(); ++number)
            parts.push_back(of_step(operation, number));
    }
    return parts;
}

}  // namespace ordeal::harness
