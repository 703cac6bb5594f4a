// The judgement as `ordeal verify --json` prints it.
#include "linearizability/consistency/promise.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::linearizability {

namespace {

core::Value to_value(const std::vector<std::size_t>& ids) {
    core::Value::List list;
    for (const std::size_t id : ids)
        list.emplace_back(id);
    return list;
}

}  // namespace

core::Value to_value(const Counterexample& counterexample) {
    core::Value::List possible;
    for (const std::string& state : counterexample.possible)
        possible.emplace_back(state);
    auto value = core::Value::object({{"explanation", counterexample.explanation},
                                      {"broken", counterexample.broken},
                                      {"possible", std::move(possible)},
                                      {"all_possible", counterexample.all_possible},
                                      {"concerned", to_value(counterexample.concerned)},
                                      {"prefix", to_value(counterexample.prefix)}});
    if (!counterexample.remark.empty()) value.set("remark", counterexample.remark);
    return value;
}

namespace {

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

core::Value to_value(const PromiseVerdict& weaker) {
    auto value = core::Value::object(
        {{"consistency", to_text(weaker.promise)}, {"verdict", core::to_text(weaker.verdict)}});
    if (!weaker.concerned.empty()) value.set("concerned", to_value(weaker.concerned));
    if (!weaker.explanation.empty()) value.set("explanation", weaker.explanation);
    return value;
}

}  // namespace

core::Value to_value(const Judgement& judgement) {
    core::Value::List partitions;
    for (const Partition& partition : judgement.partitions)
        partitions.push_back(to_value(partition));
    auto value = core::Value::object({{"verdict", core::to_text(judgement.verdict)},
                                      {"model", judgement.model},
                                      {"operations", judgement.operations},
                                      {"seconds", judgement.seconds},
                                      {"partitions", std::move(partitions)}});
    core::Value::List weaker;
    for (const PromiseVerdict& promise : judgement.weaker)
        weaker.push_back(to_value(promise));
    if (!weaker.empty()) value.set("weaker", std::move(weaker));
    return value;
}

}  // namespace ordeal::linearizability
