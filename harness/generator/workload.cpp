#include "harness/generator/workload.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/nearest.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/generator/functions.hpp"
#include "harness/generator/planned.hpp"
#include "harness/scenario/kinds.hpp"

namespace ordeal::harness::gen {

namespace {

using core::Nanoseconds;
using core::Result;
using core::Value;

constexpr std::size_t attempts = 5;
constexpr Nanoseconds between_attempts{100'000'000};
constexpr std::size_t many_reads = 200;
constexpr double slowest_rate = 0.001;  // so that times stay within 64 bits
constexpr std::size_t most_keys = 1'000'000;

Result<void> check_numbers(const WorkloadSpec& spec) {
    if (!(spec.rate >= slowest_rate) || !std::isfinite(spec.rate))
        return core::fail("workload.rate: {} operations a second; give a number from {}", spec.rate,
                          slowest_rate);
    if (spec.keys == 0 || spec.keys > most_keys)
        return core::fail("workload.keys: {}; give 1 to {}", spec.keys, most_keys);
    if (spec.concurrency == 0) return core::fail("workload.concurrency: 0; give at least 1");
    return {};
}

Result<const WorkloadKind*> find_kind_of(const WorkloadSpec& spec) {
    if (const WorkloadKind* kind = kind_of(spec)) return kind;
    std::vector<std::string_view> names;
    for (const WorkloadKind& kind : workload_kinds())
        if (!kind.model.empty()) names.push_back(kind.name);
    const bool by_model = spec.kind.empty();
    return core::fail("workload.{}: there is no workload {} \"{}\"{}", by_model ? "model" : "kind",
                      by_model ? "for the model" : "of the kind", kind_name(spec),
                      core::suggestion(kind_name(spec), by_model ? names : kind_names()));
}

Result<MakeGenerator> find_drawn(const WorkloadKind& kind, std::string_view function) {
    if (const MakeGenerator make = find_function(kind.name, function)) return make;
    std::vector<std::string_view> names;
    for (const KindFunction& known : kind.functions)
        if (known.weight > 0) names.push_back(known.name);
    return core::fail("workload.mix: there is no function of {} \"{}\"{}", kind.name, function,
                      core::suggestion(function, names));
}

/// The kind's functions by their weights in the scenario; those of weight 0 are left out.
Result<std::vector<Weighted>> weighted_functions(const WorkloadSpec& spec,
                                                 const WorkloadKind& kind) {
    std::vector<Weighted> list;
    for (const auto& [name, weight] : spec.mix) {
        const auto make = find_drawn(kind, name);
        if (!make) return tl::unexpected(make.error());
        if (!(weight >= 0) || !std::isfinite(weight))
            return core::fail("workload.mix.{}: the weight is {}; give 0 or more", name, weight);
        if (weight > 0) list.push_back({weight, (*make)(spec)});
    }
    if (spec.mix.empty())
        for (const KindFunction& function : kind.functions)
            if (function.weight > 0)
                list.push_back({function.weight, (*find_drawn(kind, function.name))(spec)});
    if (list.empty()) return core::fail("workload.mix: every weight is 0; give one above 0");
    return list;
}

Result<Generator> operations_of(const WorkloadSpec& spec, const WorkloadKind& kind) {
    if (const MakeGenerator whole = find_whole(kind.name)) return whole(spec);
    auto functions = weighted_functions(spec, kind);
    if (!functions) return tl::unexpected(functions.error());
    return mix(std::move(*functions));
}

Nanoseconds mean_interval(const WorkloadSpec& spec) {
    return Nanoseconds(static_cast<std::int64_t>(1e9 / spec.rate));
}

Generator until_ok_or_tired(Call call) {
    return until_ok(limit(attempts, delay(between_attempts, repeat(once(std::move(call))))));
}

std::size_t readers_of_a_key(const WorkloadSpec& spec) {
    return std::clamp<std::size_t>(many_reads / spec.keys, 1, spec.concurrency);
}

/// The keys of one client: key i is read by the clients i, i + 1, ... around the circle.
Generator reads_of_thread(const WorkloadSpec& spec, Thread thread) {
    std::vector<Generator> list;
    for (std::size_t key = 0; key < spec.keys; ++key) {
        const std::size_t ahead =
            (static_cast<std::size_t>(thread) + spec.concurrency - key % spec.concurrency) %
            spec.concurrency;
        if (ahead < readers_of_a_key(spec))
            list.push_back(until_ok_or_tired({"read", key_name(key), {}}));
    }
    return sequence(std::move(list));
}

/// What clients do in the end, and about how many operations that is.
struct Ending {
    Generator generator;
    std::size_t operations = 0;
};

Ending ending_of(const WorkloadSpec& spec) {
    const WorkloadKind* kind = kind_of(spec);
    const FinalReads wanted = kind == nullptr ? FinalReads::of_keys : kind->final_reads;
    switch (wanted) {
        case FinalReads::none:
            return {};
        case FinalReads::whole:
            return {each_thread(until_ok_or_tired({"read", {}, {}})), spec.concurrency};
        case FinalReads::drain:
            return {each_thread(until_ok_or_tired({"drain", {}, {}})), spec.concurrency};
        case FinalReads::polls:
            return {final_polls(spec), most_final_polls * spec.concurrency};
        case FinalReads::of_keys:
            break;
    }
    const Generator of_thread = defer([spec](const Context& context) {
        return reads_of_thread(spec, context.workers().front().thread);
    });
    return {each_thread(of_thread), spec.keys * readers_of_a_key(spec)};
}

}  // namespace

Result<Workload> make_workload(const WorkloadSpec& spec) {
    if (auto checked = check_numbers(spec); !checked) return tl::unexpected(checked.error());
    if (!spec.operations.empty())
        return Workload{clients(planned(spec.operations)), final_reads(spec)};
    const auto kind = find_kind_of(spec);
    if (!kind) return tl::unexpected(kind.error());
    auto operations = operations_of(spec, **kind);
    if (!operations) return tl::unexpected(operations.error());
    return Workload{clients(stagger(mean_interval(spec), std::move(*operations))),
                    final_reads(spec)};
}

Generator final_reads(const WorkloadSpec& spec) {
    if (!spec.final_reads) return Generator();
    return clients(time_limit(final_reads_at_most(spec),
                              stagger(mean_interval(spec), ending_of(spec).generator)));
}

Nanoseconds final_reads_at_most(const WorkloadSpec& spec) {
    const auto reads = static_cast<std::int64_t>(ending_of(spec).operations);
    return static_cast<std::int64_t>(attempts) * (spec.timeout + between_attempts) +
           2 * reads * mean_interval(spec);
}

}  // namespace ordeal::harness::gen
