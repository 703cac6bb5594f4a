#include "core/history/operation.hpp"

#include <unordered_map>
#include <utility>

#include "core/json.hpp"

namespace ordeal::core {

namespace {

struct ProcessState {
    std::optional<std::size_t> open;  // its operation under way
    bool retired = false;             // it ended in info
};

Operation open_operation(const Event& event, std::size_t position, std::size_t id) {
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

void complete(Operation& operation, const Event& event, std::size_t position) {
    operation.outcome = event.type;
    operation.completed = position;
    operation.complete_time = event.time;
    operation.error = event.error;
    if (event.type == EventType::ok) operation.result = event.value;
}

/// Whether the process may invoke anything.
Result<void> check_free(const std::vector<Operation>& operations, const ProcessState& process,
                        const Event& event) {
    if (process.retired)
        return fail("event {}: process {} invokes {} after it ended in info", event.index,
                    event.process.number, event.f);
    if (process.open)
        return fail("event {}: process {} invokes {} while its {} is under way", event.index,
                    event.process.number, event.f, operations[*process.open].f);
    return {};
}

/// Adds the operation that an invocation begins.
void begin(std::vector<Operation>& operations, ProcessState& process, const Event& event,
           std::size_t position) {
    process.open = operations.size();
    operations.push_back(open_operation(event, position, operations.size()));
}

/// Joins a completion with the operation that its process has under way.
Result<void> end(std::vector<Operation>& operations, ProcessState& process, const Event& event,
                 std::size_t position) {
    if (!process.open)
        return fail("event {}: process {} completes {}, which it did not invoke", event.index,
                    event.process.number, event.f);
    Operation& operation = operations[*process.open];
    if (operation.f != event.f)
        return fail("event {}: process {} completes {}, but invoked {}", event.index,
                    event.process.number, event.f, operation.f);
    if (event.key && operation.key != event.key)
        return fail("event {}: process {} completes {} of key {}, but invoked it {}", event.index,
                    event.process.number, event.f, to_json(*event.key),
                    operation.key ? "of key " + to_json(*operation.key) : "without a key");
    complete(operation, event, position);
    process.open.reset();
    process.retired = event.type == EventType::info;
    return {};
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
