#include "harness/generator/functions.hpp"

#include <array>
#include <string>

#include "harness/generator/combinators.hpp"
#include "harness/scenario/kinds.hpp"

namespace ordeal::harness::gen {

using core::Value;

Value key_name(std::uint64_t number) {
    return "k" + std::to_string(number);
}

Value draw_key(const WorkloadSpec& spec, core::Random& random) {
    return key_name(random.below(spec.keys));
}

Value distinct_value(const WorkloadSpec& spec, const Context& context) {
    const std::int64_t first = spec.initial.is_int() ? spec.initial.as_int() + 1 : 0;
    return first + static_cast<std::int64_t>(context.invocation());
}

namespace {

Generator reads(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        return Call{"read", draw_key(spec, random), {}};
    });
}

Generator writes(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const Value key = draw_key(spec, random);
        if (spec.values == 0) return Call{"write", key, distinct_value(spec, context)};
        return Call{"write", key, random.below(spec.values)};
    });
}

/// From one of the few values to another one (to itself when there is no other).
Generator cas(const WorkloadSpec& spec) {
    if (spec.values == 0) return cas_of_distinct(spec);
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const Value key = draw_key(spec, random);
        const std::uint64_t from = random.below(spec.values);
        const std::uint64_t step = spec.values > 1 ? 1 + random.below(spec.values - 1) : 0;
        return Call{"cas", key, Value::list({from, (from + step) % spec.values})};
    });
}

/// From 1 to `values`, or to 9 when values are distinct, which additions are not.
std::int64_t draw_addition(const WorkloadSpec& spec, core::Random& random) {
    const auto most = spec.values == 0 ? 9 : spec.values;
    return static_cast<std::int64_t>(1 + random.below(most));
}

std::int64_t with_either_sign(std::int64_t number, core::Random& random) {
    return random.chance(0.5) ? number : -number;
}

Generator adds_to_keys(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const Value key = draw_key(spec, random);
        const std::int64_t number = draw_addition(spec, random);
        return Call{"add", key, with_either_sign(number, random)};
    });
}

Generator adds(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        return Call{"add", {}, draw_addition(spec, random)};
    });
}

Generator adds_and_subtracts(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const std::int64_t number = draw_addition(spec, random);
        return Call{"add", {}, with_either_sign(number, random)};
    });
}

/// Calls of a function without key and value.
template <const std::string_view& f>
Generator bare(const WorkloadSpec&) {
    return generate(
        [](const Context&) -> std::optional<Call> { return Call{std::string(f), {}, {}}; });
}

/// Calls of a function with a value that no other call of the run has.
template <const std::string_view& f>
Generator of_distinct(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        return Call{std::string(f), {}, distinct_value(spec, context)};
    });
}

constexpr std::string_view read = "read";
constexpr std::string_view add = "add";
constexpr std::string_view broadcast = "broadcast";
constexpr std::string_view enqueue = "enqueue";
constexpr std::string_view dequeue = "dequeue";
constexpr std::string_view generate_id = "generate";

/// Short words, so that an answer to another call is noticed.
Generator echoes(const WorkloadSpec&) {
    return generate([](const Context& context) -> std::optional<Call> {
        return Call{"echo", {}, "please echo " + std::to_string(context.invocation())};
    });
}

Generator transfers(const WorkloadSpec& spec) {
    const auto accounts = static_cast<std::uint64_t>(parameter_of(spec, "accounts"));
    const auto most = static_cast<std::uint64_t>(parameter_of(spec, "max-transfer"));
    return generate([=](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const std::uint64_t from = random.below(accounts);
        const std::uint64_t step = accounts > 1 ? 1 + random.below(accounts - 1) : 0;
        const std::uint64_t amount = 1 + random.below(most);
        return Call{
            "transfer",
            {},
            Value::object({{"from", from}, {"to", (from + step) % accounts}, {"amount", amount}})};
    });
}

Generator list_transactions(const WorkloadSpec& spec) {
    return transactions(spec, "append");
}

Generator register_transactions(const WorkloadSpec& spec) {
    return transactions(spec, "w");
}

struct Row {
    std::string_view kind;
    std::string_view function;
    MakeGenerator make;
};

constexpr std::array rows = {
    Row{"register", "read", reads},
    Row{"register", "write", writes},
    Row{"cas-register", "read", reads},
    Row{"cas-register", "write", writes},
    Row{"cas-register", "cas", cas},
    Row{"lin-kv", "read", reads},
    Row{"lin-kv", "write", writes},
    Row{"lin-kv", "cas", cas},
    Row{"write-once-register", "read", reads},
    Row{"write-once-register", "write", writes},
    Row{"counter", "add", adds_to_keys},
    Row{"counter", "read", reads},
    Row{"set", "add", of_distinct<add>},
    Row{"set", "read", bare<read>},
    Row{"g-set", "add", of_distinct<add>},
    Row{"g-set", "read", bare<read>},
    Row{"broadcast", "broadcast", of_distinct<broadcast>},
    Row{"broadcast", "read", bare<read>},
    Row{"g-counter", "add", adds},
    Row{"g-counter", "read", bare<read>},
    Row{"pn-counter", "add", adds_and_subtracts},
    Row{"pn-counter", "read", bare<read>},
    Row{"queue", "enqueue", of_distinct<enqueue>},
    Row{"queue", "dequeue", bare<dequeue>},
    Row{"total-queue", "enqueue", of_distinct<enqueue>},
    Row{"total-queue", "dequeue", bare<dequeue>},
    Row{"unique-ids", "generate", bare<generate_id>},
    Row{"echo", "echo", echoes},
    Row{"bank", "transfer", transfers},
    Row{"bank", "read", bare<read>},
    Row{"txn-list-append", "txn", list_transactions},
    Row{"txn-rw-register", "txn", register_transactions},
};

}  // namespace

MakeGenerator find_function(std::string_view kind, std::string_view function) {
    for (const Row& row : rows)
        if (row.kind == kind && row.function == function) return row.make;
    return nullptr;
}

MakeGenerator find_whole(std::string_view kind) {
    if (kind == "lock") return locks;
    if (kind == "kafka") return streams;
    return nullptr;
}

}  // namespace ordeal::harness::gen
