#include "tests/linearizability/reference.hpp"

#include <algorithm>
#include <map>
#include <numeric>

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
    if (operation.f == "delete") return {nullptr};
    const bool equal = state == operation.argument.as_list()[0];
    if (operation.outcome == EventType::fail) return equal ? States{} : States{state};
    return equal ? States{operation.argument.as_list()[1]} : States{};
}

States next_write_once(const Value& state, const Operation& operation) {
    if (operation.f == "read") return look(state, operation, state);
    return state.is_null() || state == operation.argument ? States{operation.argument} : States{};
}

States next_counter(const Value& state, const Operation& operation) {
    if (operation.f == "read") return look(state, operation, state);
    return {Value(state.as_int() + operation.argument.as_int())};
}

States next_mutex(const Value& state, const Operation& operation) {
    const bool held = state == Value("held");
    if (operation.f == "acquire") return held ? States{} : States{"held"};
    return held ? States{"free"} : States{};
}

States next_append_kv(const Value& state, const Operation& operation) {
    if (operation.f == "get") return look(state, operation, state);
    if (operation.f == "put") return {operation.argument};
    return {state.as_string() + operation.argument.as_string()};
}

States with_added(Value state, const Value& item) {
    state.push(item);
    return {std::move(state)};
}

Value without(const Value& state, std::size_t index) {
    auto list = state.as_list();
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    return list;
}

/// From a list, what may be taken being at these places; null says that it was empty.
States take(const Value& state, const Operation& operation,
            const std::vector<std::size_t>& places) {
    if (places.empty()) return look(state, operation, nullptr);
    States out;
    for (const std::size_t place : places)
        if (!is_ok(operation) || operation.result == state.as_list()[place])
            out.push_back(without(state, place));
    return out;
}

States next_queue(const Value& state, const Operation& operation) {
    if (operation.f == "enqueue") return with_added(state, operation.argument);
    return take(state, operation,
                state.as_list().empty() ? std::vector<std::size_t>{} : std::vector<std::size_t>{0});
}

States next_stack(const Value& state, const Operation& operation) {
    if (operation.f == "push") return with_added(state, operation.argument);
    const std::size_t size = state.as_list().size();
    return take(state, operation,
                size == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{size - 1});
}

Value sorted(const Value& state) {
    auto list = state.as_list();
    std::sort(list.begin(), list.end());
    return list;
}

States next_unordered(const Value& state, const Operation& operation) {
    States out;
    if (operation.f == "enqueue") {
        out = with_added(state, operation.argument);
    } else {
        std::vector<std::size_t> all(state.as_list().size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        out = take(state, operation, all);
    }
    for (Value& next : out)
        next = sorted(next);
    return out;
}

/// The state is sorted.
States next_priority(const Value& state, const Operation& operation) {
    if (operation.f == "insert") return {sorted(with_added(state, operation.argument)[0])};
    return next_queue(state, operation);
}

States next_set(const Value& state, const Operation& operation) {
    const auto& list = state.as_list();
    const auto place = std::find(list.begin(), list.end(), operation.argument);
    const bool there = place != list.end();
    if (operation.f == "contains") return look(state, operation, there);
    if (operation.f == "read") {
        if (is_ok(operation) && sorted(operation.result) != state) return {};
        return {state};
    }
    if (there == (operation.f == "add")) return {state};
    if (operation.f == "add") return {sorted(with_added(state, operation.argument)[0])};
    return {without(state, static_cast<std::size_t>(place - list.begin()))};
}

States next_log(const Value& state, const Operation& operation) {
    if (operation.f == "append") return with_added(state, operation.argument);
    return look(state, operation, state);
}

States next_transaction(Value state, const Operation& operation) {
    const Value& list = is_ok(operation) ? operation.result : operation.argument;
    for (const Value& step : list.as_list()) {
        const auto& parts = step.as_list();
        const std::string key = parts[1].as_string();
        if (parts[0] == Value("write"))
            state.set(key, parts[2]);
        else if (is_ok(operation) && *state.find(key) != parts[2])
            return {};
    }
    return {std::move(state)};
}

struct Reference {
    States (*next)(const Value& state, const Operation& operation);
    Value initial;
};

const Reference& reference(const std::string& model) {
    static const Value empty = Value::List{};
    static const std::map<std::string, Reference> all{
        {"register", {next_register, nullptr}},
        {"cas-register", {next_register, nullptr}},
        {"kv", {next_register, nullptr}},
        {"write-once-register", {next_write_once, nullptr}},
        {"counter", {next_counter, 0}},
        {"mutex", {next_mutex, "free"}},
        {"append-kv", {next_append_kv, ""}},
        {"fifo-queue", {next_queue, empty}},
        {"unordered-queue", {next_unordered, empty}},
        {"stack", {next_stack, empty}},
        {"priority-queue", {next_priority, empty}},
        {"set", {next_set, empty}},
        {"log", {next_log, empty}},
        {"multi-register",
         {[](const Value& state, const Operation& operation) {
              return next_transaction(state, operation);
          },
          Value::object({{"x", nullptr}, {"y", nullptr}})}}};
    return all.at(model);
}

}  // namespace

std::vector<Value> reference_next(const std::string& model, const Value& state,
                                  const Operation& operation) {
    return reference(model).next(state, operation);
}

Value reference_initial(const std::string& model, const Value& initial) {
    return initial.is_null() ? reference(model).initial : initial;
}

bool reference_counts(const Operation& operation, linearizability::FailedCas failed_cas) {
    if (operation.outcome != EventType::fail) return true;
    return operation.f == "cas" && failed_cas == linearizability::FailedCas::observed;
}

}  // namespace ordeal::testing
