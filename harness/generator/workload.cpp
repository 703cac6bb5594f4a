#include "harness/generator/workload.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/nearest.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/generator/planned.hpp"

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

Value key_name(std::size_t number) {
    return "k" + std::to_string(number);
}

Value draw_key(const WorkloadSpec& spec, core::Random& random) {
    return key_name(random.below(spec.keys));
}

/// A value that no other invocation of the run writes, nor is the initial one.
Value distinct_value(const WorkloadSpec& spec, const Context& context) {
    const std::int64_t first = spec.initial.is_int() ? spec.initial.as_int() + 1 : 0;
    return first + static_cast<std::int64_t>(context.invocation());
}

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
Generator cas_of_few(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const Value key = draw_key(spec, random);
        const std::uint64_t from = random.below(spec.values);
        const std::uint64_t step = spec.values > 1 ? 1 + random.below(spec.values - 1) : 0;
        return Call{"cas", key, Value::list({from, (from + step) % spec.values})};
    });
}

/// From -values to values, but not 0; from -9 to 9 when values are distinct, which adds are not.
Generator adds(const WorkloadSpec& spec) {
    return generate([spec](const Context& context) -> std::optional<Call> {
        core::Random random = context.random();
        const Value key = draw_key(spec, random);
        const auto most = spec.values == 0 ? 9 : spec.values;
        const auto number = static_cast<std::int64_t>(1 + random.below(most));
        return Call{"add", key, random.chance(0.5) ? number : -number};
    });
}

/// The value that a completed operation leaves, or saw, in its register.
const Value* seen_in(const core::Event& event) {
    if (event.type != core::EventType::ok || !event.key) return nullptr;
    if (event.f == "read" || event.f == "write") return &event.value;
    const bool cas = event.f == "cas" && event.value.is_list() && event.value.as_list().size() == 2;
    return cas ? &event.value.as_list()[1] : nullptr;
}

/// A cas from a value that was never drawn before has no chance; so this one remembers what was
/// last seen of each key.
class CasOfDistinct final : public Node {
  public:
    using Seen = std::shared_ptr<const std::map<Value, Value>>;

    CasOfDistinct(WorkloadSpec spec, Seen seen) : spec_(std::move(spec)), seen_(std::move(seen)) {}

    Step op(const Context& context) const override {
        Step step = generate([this](const Context& inner) { return make(inner); }).op(context);
        if (auto* pending = std::get_if<Pending>(&step)) pending->next = self();
        if (auto* ready = std::get_if<Ready>(&step)) ready->next = self();
        return step;
    }

    Generator update(const Context&, const core::Event& event) const override {
        const Value* value = seen_in(event);
        if (!value) return self();
        auto seen = std::make_shared<std::map<Value, Value>>(*seen_);
        (*seen)[*event.key] = *value;
        return Generator(std::make_shared<CasOfDistinct>(spec_, std::move(seen)));
    }

  private:
    std::optional<Call> make(const Context& context) const {
        core::Random random = context.random();
        const Value key = draw_key(spec_, random);
        const auto found = seen_->find(key);
        const Value from = found == seen_->end() ? spec_.initial : found->second;
        return Call{"cas", key, Value::list({from, distinct_value(spec_, context)})};
    }

    WorkloadSpec spec_;
    Seen seen_;
};

Generator cas(const WorkloadSpec& spec) {
    if (spec.values > 0) return cas_of_few(spec);
    return Generator(
        std::make_shared<CasOfDistinct>(spec, std::make_shared<const std::map<Value, Value>>()));
}

struct Function {
    std::string_view name;
    Generator (*make)(const WorkloadSpec&);
};

struct Model {
    std::string_view name;
    std::vector<Function> functions;
};

const std::vector<Model>& models() {
    static const std::vector<Model> table = {
        {"register", {{"read", reads}, {"write", writes}}},
        {"cas-register", {{"read", reads}, {"write", writes}, {"cas", cas}}},
        {"write-once-register", {{"read", reads}, {"write", writes}}},
        {"counter", {{"add", adds}, {"read", reads}}},
    };
    return table;
}

template <typename Item>
Result<const Item*> find_named(std::string_view where, std::string_view what, std::string_view name,
                               const std::vector<Item>& items) {
    std::vector<std::string_view> names;
    for (const Item& item : items) {
        if (item.name == name) return &item;
        names.push_back(item.name);
    }
    return core::fail("{}: there is no {} \"{}\"{}", where, what, name,
                      core::suggestion(name, names));
}

Result<void> check_numbers(const WorkloadSpec& spec) {
    if (!(spec.rate >= slowest_rate) || !std::isfinite(spec.rate))
        return core::fail("workload.rate: {} operations a second; give a number from {}", spec.rate,
                          slowest_rate);
    if (spec.keys == 0 || spec.keys > most_keys)
        return core::fail("workload.keys: {}; give 1 to {}", spec.keys, most_keys);
    if (spec.concurrency == 0) return core::fail("workload.concurrency: 0; give at least 1");
    return {};
}

/// The model's functions by their weights in the scenario; those of weight 0 are left out.
Result<std::vector<Weighted>> weighted_functions(const WorkloadSpec& spec, const Model& model) {
    std::vector<Weighted> list;
    for (const auto& [name, weight] : spec.mix) {
        auto function = find_named("workload.mix", fmt::format("function of {}", model.name), name,
                                   model.functions);
        if (!function) return tl::unexpected(function.error());
        if (!(weight >= 0) || !std::isfinite(weight))
            return core::fail("workload.mix.{}: the weight is {}; give 0 or more", name, weight);
        if (weight > 0) list.push_back({weight, (*function)->make(spec)});
    }
    if (spec.mix.empty())
        for (const Function& function : model.functions)
            list.push_back({1, function.make(spec)});
    if (list.empty()) return core::fail("workload.mix: every weight is 0; give one above 0");
    return list;
}

Nanoseconds mean_interval(const WorkloadSpec& spec) {
    return Nanoseconds(static_cast<std::int64_t>(1e9 / spec.rate));
}

std::size_t readers_of_a_key(const WorkloadSpec& spec) {
    return std::clamp<std::size_t>(many_reads / spec.keys, 1, spec.concurrency);
}

Generator read_until_ok(std::size_t key) {
    const Generator read = once({"read", key_name(key), {}});
    return until_ok(limit(attempts, delay(between_attempts, repeat(read))));
}

/// The keys of one client: key i is read by the clients i, i + 1, ... around the circle.
Generator reads_of_thread(const WorkloadSpec& spec, Thread thread) {
    std::vector<Generator> list;
    for (std::size_t key = 0; key < spec.keys; ++key) {
        const std::size_t ahead =
            (static_cast<std::size_t>(thread) + spec.concurrency - key % spec.concurrency) %
            spec.concurrency;
        if (ahead < readers_of_a_key(spec)) list.push_back(read_until_ok(key));
    }
    return sequence(std::move(list));
}

}  // namespace

Result<Workload> make_workload(const WorkloadSpec& spec) {
    if (auto checked = check_numbers(spec); !checked) return tl::unexpected(checked.error());
    if (!spec.operations.empty())
        return Workload{clients(planned(spec.operations)), final_reads(spec)};
    auto model = find_named("workload.model", "workload for the model", spec.model, models());
    if (!model) return tl::unexpected(model.error());
    auto functions = weighted_functions(spec, **model);
    if (!functions) return tl::unexpected(functions.error());
    return Workload{clients(stagger(mean_interval(spec), mix(std::move(*functions)))),
                    final_reads(spec)};
}

Generator final_reads(const WorkloadSpec& spec) {
    if (!spec.final_reads) return Generator();
    const Generator of_thread = defer([spec](const Context& context) {
        return reads_of_thread(spec, context.workers().front().thread);
    });
    return clients(time_limit(final_reads_at_most(spec),
                              stagger(mean_interval(spec), each_thread(of_thread))));
}

Nanoseconds final_reads_at_most(const WorkloadSpec& spec) {
    const auto reads = static_cast<std::int64_t>(spec.keys * readers_of_a_key(spec));
    return static_cast<std::int64_t>(attempts) * (spec.timeout + between_attempts) +
           2 * reads * mean_interval(spec);
}

}  // namespace ordeal::harness::gen
