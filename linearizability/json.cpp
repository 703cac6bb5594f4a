// The judgement as `ordeal verify --json` prints it.
#include "linearizability/judge.hpp"

namespace ordeal::linearizability {

namespace {

core::Value to_value(const std::vector<std::size_t>& ids) {
    core::Value::List list;
    for (const std::size_t id : ids)
        list.emplace_back(id);
    return list;
}

core::Value to_value(const Counterexample& counterexample) {
    core::Value::List possible;
    for (const std::string& state : counterexample.possible)
        possible.emplace_back(state);
    return core::Value::object({{"explanation", counterexample.explanation},
                                {"broken", counterexample.broken},
                                {"possible", std::move(possible)},
                                {"all_possible", counterexample.all_possible},
                                {"concerned", to_value(counterexample.concerned)},
                                {"prefix", to_value(counterexample.prefix)}});
}

core::Value to_value(const Partition& partition) {
    auto value = core::Value::object({{"key", partition.key.value_or(nullptr)},
                                      {"verdict", core::to_text(partition.verdict)},
                                      {"operations", partition.operations},
                                      {"explored", partition.explored}});
    if (partition.witness) value.set("witness", to_value(*partition.witness));
    if (partition.counterexample) value.set("counterexample", to_value(*partition.counterexample));
    if (!partition.reason.empty()) value.set("reason", partition.reason);
    return value;
}

}  // namespace

core::Value to_value(const Judgement& judgement) {
    core::Value::List partitions;
    for (const Partition& partition : judgement.partitions)
        partitions.push_back(to_value(partition));
    return core::Value::object({{"verdict", core::to_text(judgement.verdict)},
                                {"model", judgement.model},
                                {"operations", judgement.operations},
                                {"seconds", judgement.seconds},
                                {"partitions", std::move(partitions)}});
}

}  // namespace ordeal::linearizability
