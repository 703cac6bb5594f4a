// The kafka workload: logs that clients send to, and poll from where they are.
#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "harness/generator/combinators.hpp"
#include "harness/generator/functions.hpp"
#include "harness/generator/wrap.hpp"
#include "harness/scenario/kinds.hpp"

namespace ordeal::harness::gen {

using core::EventType;
using core::Value;

namespace {

/// The greatest offset of each key that a process has polled since it assigned itself keys.
using Position = std::map<std::string, std::int64_t>;
using Positions = std::map<core::Process, Position>;

Value all_keys(const WorkloadSpec& spec) {
    Value keys{Value::List{}};
    for (std::uint64_t number = 0; number < spec.keys; ++number)
        keys.push(key_name(number));
    return keys;
}

/// A few of the keys, at least one.
Value some_keys(const WorkloadSpec& spec, core::Random& random) {
    Value::List keys = all_keys(spec).as_list();
    random.shuffle(keys);
    keys.resize(1 + random.below(keys.size()));
    std::ranges::sort(keys);
    return keys;
}

/// Takes the offsets of {"k0": [[offset, value], ...], ...} into account.
void note_polled(Position& position, const Value& polled) {
    if (!polled.is_object()) return;
    for (const auto& [key, messages] : polled.as_object()) {
        if (!messages.is_list()) continue;
        for (const Value& message : messages.as_list()) {
            if (!message.is_list() || message.as_list().empty()) continue;
            const Value& offset = message.as_list().front();
            if (!offset.is_int()) continue;
            const auto known = position.try_emplace(key, offset.as_int()).first;
            known->second = std::max(known->second, offset.as_int());
        }
    }
}

Value offsets(const Position& position) {
    Value value{Value::Object{}};
    for (const auto& [key, offset] : position)
        value.set(key, offset);
    return value;
}

class Streams final : public Node {
  public:
    using Shared = std::shared_ptr<const Positions>;

    Streams(std::shared_ptr<const WorkloadSpec> spec, Shared positions)
        : spec_(std::move(spec)), positions_(std::move(positions)) {}

    Step op(const Context& context) const override {
        if (context.workers().empty()) return Exhausted{};
        const Worker* worker = context.draw_free();
        if (!worker) return Pending{self(), {}};
        return Ready{
            {draw(context, worker->process), worker->process, worker->thread, context.time()},
            self()};
    }

    Generator update(const Context&, const core::Event& event) const override {
        const bool knows = positions_->contains(event.process);
        const bool assigned = event.f == "assign" && event.type == EventType::ok;
        const bool polled = event.f == "poll" && event.type == EventType::ok && knows;
        const bool gone = event.type == EventType::info && knows;
        if (!assigned && !polled && !gone) return self();
        auto positions = std::make_shared<Positions>(*positions_);
        if (assigned) (*positions)[event.process] = {};
        if (polled) note_polled((*positions)[event.process], event.value);
        if (gone) positions->erase(event.process);
        return make<Streams>(spec_, std::move(positions));
    }

  private:
    Call draw(const Context& context, const core::Process& process) const {
        core::Random random = context.inner().random();
        const auto position = positions_->find(process);
        const std::string f = position == positions_->end() ? "assign" : draw_function(random);
        if (f == "assign") return {f, {}, some_keys(*spec_, random)};
        if (f == "send")
            return {f, {}, Value::list({draw_key(*spec_, random), context.invocation()})};
        if (f == "committed") return {f, {}, all_keys(*spec_)};
        if (f == "commit" && !position->second.empty()) return {f, {}, offsets(position->second)};
        return {"poll", {}, {}};  // instead of a commit of nothing, too
    }

    std::string draw_function(core::Random& random) const {
        std::vector<double> weights;
        for (const auto& [f, weight] : spec_->mix)
            weights.push_back(weight);
        const auto drawn = static_cast<std::ptrdiff_t>(random.weighted(weights));
        return std::next(spec_->mix.begin(), drawn)->first;
    }

    std::shared_ptr<const WorkloadSpec> spec_;
    Shared positions_;  // of those that have assigned themselves keys
};

/// Of one client: polls until one brings nothing.
class UntilNothing final : public Node {
  public:
    UntilNothing(Generator inner, bool done) : inner_(std::move(inner)), done_(done) {}

    Step op(const Context& context) const override {
        if (done_) return Exhausted{};
        Step step = inner_.op(context.inner());
        wrap(step, [&](Generator next) { return make<UntilNothing>(std::move(next), false); });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        const bool nothing =
            event.f == "poll" && event.type == EventType::ok && brings_nothing(event.value);
        return make<UntilNothing>(inner_.update(context, event), done_ || nothing);
    }

  private:
    static bool brings_nothing(const Value& polled) {
        return !polled.is_object() || std::ranges::all_of(polled.as_object(), [](const auto& key) {
            return !key.value.is_list() || key.value.as_list().empty();
        });
    }

    Generator inner_;
    bool done_;
};

}  // namespace

Generator streams(const WorkloadSpec& spec) {
    auto own = std::make_shared<WorkloadSpec>(spec);
    if (own->mix.empty())
        for (const KindFunction& function : kind_of(spec)->functions)
            own->mix[std::string(function.name)] = function.weight;
    return make<Streams>(std::move(own), std::make_shared<const Positions>());
}

Generator final_polls(const WorkloadSpec& spec) {
    constexpr std::size_t attempts = 5;
    const Generator assign = once({"assign", {}, all_keys(spec)});
    const Generator poll = once({"poll", {}, {}});
    return each_thread(then(until_ok(limit(attempts, repeat(assign))),
                            make<UntilNothing>(limit(most_final_polls, repeat(poll)), false)));
}

}  // namespace ordeal::harness::gen
