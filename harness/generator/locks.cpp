#include <map>
#include <memory>
#include <utility>

#include "harness/generator/functions.hpp"
#include "harness/generator/wrap.hpp"

namespace ordeal::harness::gen {

using core::Value;

namespace {

class Locks final : public Node {
  public:
    using Held = std::shared_ptr<const std::map<core::Process, Value>>;

    Locks(std::uint64_t keys, Held held) : keys_(keys), held_(std::move(held)) {}

    Step op(const Context& context) const override {
        if (context.workers().empty()) return Exhausted{};
        const Worker* worker = context.draw_free();
        if (!worker) return Pending{self(), {}};
        core::Random random = context.inner().random();
        const auto held = held_->find(worker->process);
        Call call = held == held_->end() ? Call{"acquire", key_name(random.below(keys_)), {}}
                                         : Call{"release", held->second, {}};
        return Ready{{std::move(call), worker->process, worker->thread, context.time()}, self()};
    }

    /// A release ends the hold however it ends: who fails to give back has lost the lock before.
    Generator update(const Context&, const core::Event& event) const override {
        if (event.type == core::EventType::invoke) return self();
        const bool taken = event.f == "acquire" && event.type == core::EventType::ok && event.key;
        if (!taken && !held_->contains(event.process)) return self();
        auto held = std::make_shared<std::map<core::Process, Value>>(*held_);
        if (taken)
            (*held)[event.process] = *event.key;
        else
            held->erase(event.process);
        return make<Locks>(keys_, std::move(held));
    }

  private:
    std::uint64_t keys_;
    Held held_;  // by whom which key
};

}  // namespace

Generator locks(const WorkloadSpec& spec) {
    return make<Locks>(spec.keys, std::make_shared<const std::map<core::Process, Value>>());
}

}  // namespace ordeal::harness::gen
