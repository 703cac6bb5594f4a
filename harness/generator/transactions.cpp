// Transactions, after the generators of Elle (K. Kingsbury & P. Alvaro 2020): few keys at a time,
// so that transactions meet, and not for ever the same, so that lists stay short.
#include <string>
#include <utility>
#include <vector>

#include "harness/generator/functions.hpp"
#include "harness/generator/wrap.hpp"
#include "harness/scenario/kinds.hpp"

namespace ordeal::harness::gen {

using core::Value;

namespace {

struct ActiveKey {
    std::uint64_t number = 0;
    std::uint64_t writes = 0;
};

struct Limits {
    std::string write;
    std::uint64_t max_length = 0;
    std::uint64_t max_writes_per_key = 0;
};

class Transactions final : public Node {
  public:
    Transactions(Limits limits, std::vector<ActiveKey> active)
        : Node(false), limits_(std::move(limits)), active_(std::move(active)) {}

    Step op(const Context& context) const override {
        if (context.workers().empty()) return Exhausted{};
        const Worker* worker = context.draw_free();
        if (!worker) return Pending{self(), {}};
        core::Random random = context.inner().random();
        std::vector<ActiveKey> active = active_;
        Value::List steps;
        const std::uint64_t length = 1 + random.below(limits_.max_length);
        for (std::uint64_t i = 0; i < length; ++i)
            steps.push_back(draw_step(active, random));
        return Ready{
            {{"txn", {}, std::move(steps)}, worker->process, worker->thread, context.time()},
            make<Transactions>(limits_, std::move(active))};
    }

  private:
    Value draw_step(std::vector<ActiveKey>& active, core::Random& random) const {
        ActiveKey& key = active[random.below(active.size())];
        const Value name = key_name(key.number);
        if (random.chance(0.5)) return Value::list({"r", name, nullptr});
        const std::uint64_t value = ++key.writes;
        if (key.writes == limits_.max_writes_per_key) retire(active, key);
        return Value::list({limits_.write, name, value});
    }

    static void retire(const std::vector<ActiveKey>& active, ActiveKey& key) {
        std::uint64_t last = 0;
        for (const ActiveKey& other : active)
            last = std::max(last, other.number);
        key = {last + 1, 0};
    }

    Limits limits_;
    std::vector<ActiveKey> active_;
};

}  // namespace

Generator transactions(const WorkloadSpec& spec, std::string_view write) {
    const Limits limits{
        .write = std::string(write),
        .max_length = static_cast<std::uint64_t>(parameter_of(spec, "max-length")),
        .max_writes_per_key = static_cast<std::uint64_t>(parameter_of(spec, "max-writes-per-key"))};
    std::vector<ActiveKey> active;
    for (std::uint64_t number = 0; number < spec.keys; ++number)
        active.push_back({number, 0});
    return make<Transactions>(limits, std::move(active));
}

}  // namespace ordeal::harness::gen
