#include "nemesis/driver.hpp"

#include <utility>

namespace ordeal::nemesis {

std::optional<core::Nanoseconds> NemesisDriver::next_due() const {
    if (next_ == schedule_.size()) return std::nullopt;
    return start_ + schedule_[next_].time;
}

std::vector<core::Error> NemesisDriver::advance(core::Nanoseconds now) {
    std::vector<core::Error> errors;
    for (auto due = next_due(); due && *due <= now; due = next_due())
        if (auto applied = apply(schedule_[next_++]); !applied)
            errors.push_back(std::move(applied.error()));
    return errors;
}

core::Result<void> NemesisDriver::apply(const Step& step) {
    const core::Nanoseconds due = start_ + step.time;
    if (step.phase == Phase::end) return ledger_.end(step.id, due);
    if (step.role.empty()) return ledger_.begin(step.id, step.fault, due);
    const auto on = [&](const std::vector<Node>& holders) { return on_holders_(step, holders); };
    return ledger_.begin(step.id, FaultOnRole{step.role, step.fault, on}, due);
}

}  // namespace ordeal::nemesis
