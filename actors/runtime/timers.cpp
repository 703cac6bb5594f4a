#include "actors/runtime/timers.hpp"

namespace ordeal::runtime {

void Timers::set(const core::Value& timer, core::Nanoseconds deadline) {
    cancel(timer);
    deadlines_.emplace(timer, deadline);
    order_.emplace(deadline, timer);
}

void Timers::cancel(const core::Value& timer) {
    const auto found = deadlines_.find(timer);
    if (found == deadlines_.end()) return;
    order_.erase({found->second, timer});
    deadlines_.erase(found);
}

std::optional<core::Nanoseconds> Timers::next() const {
    if (order_.empty()) return std::nullopt;
    return order_.begin()->first;
}

std::optional<core::Value> Timers::take_due(core::Nanoseconds now) {
    if (order_.empty() || order_.begin()->first > now) return std::nullopt;
    core::Value timer = order_.begin()->second;
    cancel(timer);
    return timer;
}

}  // namespace ordeal::runtime
