#include "linearizability/models.hpp"

#include <algorithm>

#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/multi_register.hpp"
#include "linearizability/specifications/register.hpp"
#include "linearizability/specifications/scalars.hpp"

namespace ordeal::linearizability {

namespace {

constexpr std::string_view register_functions[] = {"read", "write"};
constexpr std::string_view cas_functions[] = {"read", "write", "cas"};
constexpr std::string_view kv_functions[] = {"read", "write", "cas", "delete"};
constexpr std::string_view append_functions[] = {"put", "append", "get"};
constexpr std::string_view transaction_functions[] = {"txn"};
constexpr std::string_view counter_functions[] = {"add", "read"};
constexpr std::string_view set_functions[] = {"add", "remove", "contains", "read"};
constexpr std::string_view queue_functions[] = {"enqueue", "dequeue"};
constexpr std::string_view stack_functions[] = {"push", "pop"};
constexpr std::string_view priority_functions[] = {"insert", "remove-min"};
constexpr std::string_view mutex_functions[] = {"acquire", "release"};
constexpr std::string_view log_functions[] = {"append", "read"};

}  // namespace

std::span<const Model> models() {
    static const Model table[] = {
        {judges<Register>(), "register", register_functions},
        {judges<Register>(), "cas-register", cas_functions},
        {judges<Register>(), "kv", kv_functions},
        {judges<AppendKv>(), "append-kv", append_functions},
        {judges<MultiRegister>(), "multi-register", transaction_functions},
        {judges<WriteOnceRegister>(), "write-once-register", register_functions},
        {judges<Counter>(), "counter", counter_functions},
        {judges<Set>(), "set", set_functions},
        {judges<FifoQueue>(), "fifo-queue", queue_functions},
        {judges<UnorderedQueue>(), "unordered-queue", queue_functions},
        {judges<Stack>(), "stack", stack_functions},
        {judges<PriorityQueue>(), "priority-queue", priority_functions},
        {judges<Mutex>(), "mutex", mutex_functions},
        {judges<Log>(), "log", log_functions},
    };
    return table;
}

const Model* find_model(std::string_view name) {
    for (const Model& model : models())
        if (model.name == name) return &model;
    return nullptr;
}

core::Result<const Model*> known_model(std::string_view name) {
    if (const Model* model = find_model(name)) return model;
    std::string known;
    for (const Model& model : models())
        known += fmt::format("{}{}", known.empty() ? "" : ", ", model.name);
    return core::fail("no model \"{}\"; there are: {}", name, known);
}

core::Result<void> check_operation(const Model& model, const core::Operation& operation) {
    const auto& known = model.functions;
    if (std::find(known.begin(), known.end(), operation.f) == known.end())
        return core::fail("the model {} has no function \"{}\"", model.name, operation.f);
    if (auto checked = model.check(operation); !checked)
        return core::fail("{}: {}", operation.f, checked.error().message);
    return {};
}

}  // namespace ordeal::linearizability
