#include <map>
#include <memory>
#include <utility>

#include "harness/generator/combinators.hpp"
#include "harness/generator/functions.hpp"

namespace ordeal::harness::gen {

using core::Value;

namespace {

/// The value that a completed operation leaves, or saw, in its register.
const Value* seen_in(const core::Event& event) {
    if (event.type != core::EventType::ok || !event.key) return nullptr;
    if (event.f == "read" || event.f == "write") return &event.value;
    const bool cas = event.f == "cas" && event.value.is_list() && event.value.as_list().size() == 2;
    return cas ? &event.value.as_list()[1] : nullptr;
}

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

}  // namespace

Generator cas_of_distinct(const WorkloadSpec& spec) {
    return Generator(
        std::make_shared<CasOfDistinct>(spec, std::make_shared<const std::map<Value, Value>>()));
}

}  // namespace ordeal::harness::gen
