#include "harness/generator/generator.hpp"

#include "core/check.hpp"

namespace ordeal::harness::gen {

core::Event to_event(const Invocation& invocation) {
    core::Event event;
    event.time = invocation.time;
    event.process = invocation.process;
    event.type = core::EventType::invoke;
    event.f = invocation.f;
    event.key = invocation.key;
    event.value = invocation.value;
    return event;
}

Step Generator::op(const Context& context) const {
    if (!node_) return Exhausted{};
    return node_->op(context);
}

Generator Generator::update(const Context& context, const core::Event& event) const {
    if (!watches()) return *this;
    return node_->update(context, event);
}

Generator Node::update(const Context&, const core::Event&) const {
    return self();
}

}  // namespace ordeal::harness::gen
