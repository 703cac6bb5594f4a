#include "core/history/operation.hpp"

#include <unordered_map>
#include <utility>

#include "core/history/pairing.hpp"
#include "core/json.hpp"

namespace ordeal::core {

Result<void> check_invocation(const Event& event, const Operation* open, bool retired) {
    if (retired)
        return fail("event {}: process {} invokes {} after it ended in info", event.index,
                    event.process.number, event.f);
    if (open)
        return fail("event {}: process {} invokes {} while its {} is under way", event.index,
                    event.process.number, event.f, open->f);
    return {};
}

Result<void> check_completion(const Event& event, const Operation* open) {
    if (!open)
        return fail("event {}: process {} completes {}, which it did not invoke", event.index,
                    event.process.number, event.f);
    if (open->f != event.f)
        return fail("event {}: process {} completes {}, but invoked {}", event.index,
                    event.process.number, event.f, open->f);
    if (event.key && open->key != event.key)
        return fail("event {}: process {} completes {} of key {}, but invoked it {}", event.index,
                    event.process.number, event.f, to_json(*event.key),
                    open->key ? "of key " + to_json(*open->key) : "without a key");
    return {};
}

Operation begin_operation(const Event& event, std::size_t position, std::size_t id) {
    Operation operation;
    operation.id = id;
    operation.process = event.process.number;
    operation.f = event.f;
    operation.key = event.key;
    operation.argument = event.value;
    operation.invoked = position;
    operation.invoke_time = event.time;
    return operation;
}

void complete_operation(Operation& operation, const Event& event, std::size_t position) {
    operation.outcome = event.type;
    operation.completed = position;
    operation.complete_time = event.time;
    operation.error = event.error;
    if (event.type == EventType::ok) operation.result = event.value;
}

namespace {

struct ProcessState {
    std::optional<std::size_t> open;  // its operation under way
    bool retired = false;             // it ended in info
};

/// Adds the operation that an invocation begins.
void begin(std::vector<Operation>& operations, ProcessState& process, const Event& event,
           std::size_t position) {
    process.open = operations.size();
    operations.push_back(begin_operation(event, position, operations.size()));
}

/// Joins a completion with the operation that its process has under way.
Result<void> end(std::vector<Operation>& operations, ProcessState& process, const Event& event,
                 std::size_t position) {
    Operation* const open = process.open ? &operations[*process.open] : nullptr;
    if (auto right = check_completion(event, open); !right) return right;
    complete_operation(*open, event, position);
    process.open.reset();
    process.retired = event.type == EventType::info;
    return {};
}

Result<void> check_free(const std::vector<Operation>& operations, const ProcessState& process,
                        const Event& event) {
    return check_invocation(event, process.open ? &operations[*process.open] : nullptr,
                            process.retired);
}

}  // namespace

Result<std::vector<Operation>> pair_operations(const History& history, Skipped* skipped) {
    std::vector<Operation> operations;
    std::unordered_map<std::int64_t, ProcessState> processes;
    for (std::size_t position = 0; position < history.size(); ++position) {
        const Event& event = history[position];
        if (!event.process.is_client()) continue;
        ProcessState& process = processes[event.process.number];
        const bool invokes = event.type == EventType::invoke;
        auto right = invokes ? check_free(operations, process, event)
                             : end(operations, process, event, position);
        if (!right) {
            if (!skipped) return tl::unexpected(std::move(right.error()));
            skipped->add(std::move(right.error().message));
        }
        if (invokes) begin(operations, process, event, position);
    }
    return operations;
}

}  // namespace ordeal::core
