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

constexpr Model table[] = {
    {"register", register_functions, Register::check, judge_partition<Register>,
     make_tracker<Register>},
    {"cas-register", cas_functions, Register::check, judge_partition<Register>,
     make_tracker<Register>},
    {"kv", kv_functions, Register::check, judge_partition<Register>, make_tracker<Register>},
    {"append-kv", append_functions, AppendKv::check, judge_partition<AppendKv>,
     make_tracker<AppendKv>},
    {"multi-register", transaction_functions, MultiRegister::check, judge_partition<MultiRegister>,
     make_tracker<MultiRegister>},
    {"write-once-register", register_functions, WriteOnceRegister::check,
     judge_partition<WriteOnceRegister>, make_tracker<WriteOnceRegister>},
    {"counter", counter_functions, Counter::check, judge_partition<Counter>, make_tracker<Counter>},
    {"set", set_functions, Set::check, judge_partition<Set>, make_tracker<Set>},
    {"fifo-queue", queue_functions, FifoQueue::check, judge_partition<FifoQueue>,
     make_tracker<FifoQueue>},
    {"unordered-queue", queue_functions, UnorderedQueue::check, judge_partition<UnorderedQueue>,
     make_tracker<UnorderedQueue>},
    {"stack", stack_functions, Stack::check, judge_partition<Stack>, make_tracker<Stack>},
    {"priority-queue", priority_functions, PriorityQueue::check, judge_partition<PriorityQueue>,
     make_tracker<PriorityQueue>},
    {"mutex", mutex_functions, Mutex::check, judge_partition<Mutex>, make_tracker<Mutex>},
    {"log", log_functions, Log::check, judge_partition<Log>, make_tracker<Log>},
};

}  // namespace

std::span<const Model> models() {
    return table;
}

const Model* find_model(std::string_view name) {
    for (const Model& model : table)
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
