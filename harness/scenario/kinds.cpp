#include "harness/scenario/kinds.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace ordeal::harness {

namespace {

constexpr std::string_view linearizable = "linearizable";

std::vector<WorkloadKind> of_models() {
    return {
        {"register",
         {{"read"}, {"write"}},
         "register",
         linearizable,
         {},
         1,
         FinalReads::of_keys,
         "A register for each key: reads and writes."},
        {"cas-register",
         {{"read"}, {"write"}, {"cas"}},
         "cas-register",
         linearizable,
         {},
         1,
         FinalReads::of_keys,
         "A register for each key, with compare-and-set."},
        {"lin-kv",
         {{"read"}, {"write"}, {"cas"}},
         "cas-register",
         linearizable,
         {},
         1,
         FinalReads::of_keys,
         "Maelstrom's name for cas-register."},
        {"write-once-register",
         {{"read"}, {"write"}},
         "write-once-register",
         linearizable,
         {},
         1,
         FinalReads::of_keys,
         "A register for each key that keeps the first value."},
        {"counter",
         {{"add"}, {"read"}},
         "counter",
         linearizable,
         {},
         1,
         FinalReads::of_keys,
         "A counter for each key: additions, also negative ones, and reads."},
    };
}

std::vector<WorkloadKind> of_nodes() {
    return {
        {"set",
         {{"add"}, {"read"}},
         "set",
         no_consistency,
         {"set"},
         0,
         FinalReads::whole,
         "One set: each value is added once, reads list all. Every node is read in the end."},
        {"g-set",
         {{"add"}, {"read"}},
         "set",
         no_consistency,
         {"broadcast"},
         0,
         FinalReads::whole,
         "A set that grows at every node: as set, and every node has all values in the end."},
        {"broadcast",
         {{"broadcast"}, {"read"}},
         "",
         no_consistency,
         {"broadcast"},
         0,
         FinalReads::whole,
         "Values are told to one node and must be read at every one."},
        {"g-counter",
         {{"add"}, {"read"}},
         "counter",
         "eventual",
         {},
         0,
         FinalReads::whole,
         "A counter that only grows, read at every node in the end."},
        {"pn-counter",
         {{"add"}, {"read"}},
         "counter",
         "eventual",
         {},
         0,
         FinalReads::whole,
         "A counter with additions of both signs, read at every node in the end."},
    };
}

std::vector<WorkloadKind> of_queues_and_words() {
    return {
        {"queue",
         {{"enqueue"}, {"dequeue"}},
         "unordered-queue",
         no_consistency,
         {"queue"},
         0,
         FinalReads::none,
         "A queue: each value is put once, and taken at most once."},
        {"total-queue",
         {{"enqueue"}, {"dequeue"}, {"drain", 0}},
         "",
         no_consistency,
         {"total-queue"},
         0,
         FinalReads::drain,
         "A queue that is emptied in the end, so that what was lost is seen."},
        {"unique-ids",
         {{"generate"}},
         "",
         no_consistency,
         {"unique-ids"},
         0,
         FinalReads::none,
         "Identifiers, each generated at most once."},
        {"echo",
         {{"echo"}},
         "",
         no_consistency,
         {"echo"},
         0,
         FinalReads::none,
         "What is said comes back."},
    };
}

std::vector<WorkloadKind> of_services() {
    return {
        {"bank",
         {{"transfer"}, {"read"}},
         "",
         no_consistency,
         {"bank"},
         0,
         FinalReads::whole,
         "Transfers between accounts, and reads of all balances: the total stays the same.",
         {{"accounts", 8, "How many accounts there are, from account 0 on."},
          {"total", 80, "The sum of all balances."},
          {"max-transfer", 5, "The largest amount of a transfer."}}},
        {"lock",
         {{"acquire", 0}, {"release", 0}},
         "mutex",
         no_consistency,
         {"lock"},
         1,
         FinalReads::none,
         "Locks, one for each key: a client takes one, and gives back what it holds."},
        {"kafka",
         {{"send", 5}, {"poll", 5}, {"commit", 0.5}, {"committed", 0.2}, {"assign", 0.3}},
         "",
         no_consistency,
         {"kafka"},
         4,
         FinalReads::polls,
         "A log for each key: sends, polls from where the client is, committed offsets."},
        {"txn-list-append",
         {{"txn"}},
         "",
         no_consistency,
         {"transactions"},
         4,
         FinalReads::none,
         "Transactions of appends to lists and reads of them.",
         {{"max-length", 4, "The most steps of a transaction."},
          {"max-writes-per-key", 32, "A key is retired after so many writes."}}},
        {"txn-rw-register",
         {{"txn"}},
         "",
         no_consistency,
         {"transactions"},
         4,
         FinalReads::none,
         "Transactions of writes to registers and reads of them.",
         {{"max-length", 4, "The most steps of a transaction."},
          {"max-writes-per-key", 32, "A key is retired after so many writes."}}},
    };
}

std::vector<WorkloadKind> make_kinds() {
    std::vector<WorkloadKind> kinds = of_models();
    for (const auto& more : {of_nodes(), of_queues_and_words(), of_services()})
        kinds.insert(kinds.end(), more.begin(), more.end());
    return kinds;
}

}  // namespace

std::span<const WorkloadKind> workload_kinds() {
    static const std::vector<WorkloadKind> kinds = make_kinds();
    return kinds;
}

std::vector<std::string_view> kind_names() {
    std::vector<std::string_view> names;
    for (const WorkloadKind& kind : workload_kinds())
        names.push_back(kind.name);
    return names;
}

const WorkloadKind* find_kind(std::string_view name) {
    const auto kinds = workload_kinds();
    const auto found = std::ranges::find(kinds, name, &WorkloadKind::name);
    return found == kinds.end() ? nullptr : &*found;
}

std::string_view kind_name(const WorkloadSpec& spec) {
    return spec.kind.empty() ? spec.model : spec.kind;
}

const WorkloadKind* kind_of(const WorkloadSpec& spec) {
    if (!spec.kind.empty()) return find_kind(spec.kind);
    const WorkloadKind* kind = find_kind(spec.model);
    return kind != nullptr && kind->consistency == linearizable ? kind : nullptr;
}

std::int64_t parameter_of(const WorkloadSpec& spec, std::string_view name) {
    const WorkloadKind* kind = kind_of(spec);
    CHECK(kind != nullptr, "there is no kind {}", kind_name(spec));
    const auto known = std::ranges::find(kind->parameters, name, &KindParameter::name);
    CHECK(known != kind->parameters.end(), "{} has no parameter {}", kind->name, name);
    const auto given = spec.parameters.find(std::string(name));
    return given == spec.parameters.end() ? known->by_default
                                          : static_cast<std::int64_t>(given->second);
}

}  // namespace ordeal::harness
