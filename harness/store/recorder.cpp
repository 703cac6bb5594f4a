#include "harness/store/recorder.hpp"

#include <algorithm>

#include "core/history/jsonl.hpp"

namespace ordeal::harness {

Recorder::Recorder(LineFile file, const core::Clock& clock,
                   std::function<void(const core::Error&)> on_failure)
    : file_(std::move(file)), clock_(clock), on_failure_(std::move(on_failure)) {}

core::Event Recorder::record(core::Event event) {
    std::optional<core::Error> met;
    {
        const std::lock_guard lock(mutex_);
        event.index = history_.size();
        event.time = clock_.now();
        history_.push_back(event);
        if (event.process.is_client()) ++counts_[static_cast<std::size_t>(event.type)];
        line_.clear();
        core::append_event(line_, event);
        line_ += '\n';
        if (!failure_) {
            if (auto written = file_.append(line_); !written) met = failure_ = written.error();
        }
    }
    if (met) on_failure_(*met);
    return event;
}

std::array<std::uint64_t, 4> Recorder::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

core::History Recorder::history() const {
    const std::lock_guard lock(mutex_);
    return history_;
}

core::History Recorder::events_from(std::size_t place, std::size_t most) const {
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min(most, history_.size() - std::min(place, history_.size()));
    const auto begin = history_.begin() + static_cast<std::ptrdiff_t>(place);
    return count == 0 ? core::History()
                      : core::History(begin, begin + static_cast<std::ptrdiff_t>(count));
}

std::optional<core::Error> Recorder::failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
}

}  // namespace ordeal::harness
