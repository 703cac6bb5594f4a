// The events of a history as a list from which a call can be taken out, with its return, and put
// back in the same place: the data structure of Wing & Gong's search.
#pragma once

#include "linearizability/search/schedule.hpp"

namespace ordeal::linearizability {

class EventList {
  public:
    explicit EventList(const Schedule& schedule)
        : schedule_(&schedule), head_(static_cast<std::uint32_t>(schedule.events.size())) {
        next_.resize(head_ + 1);
        previous_.resize(head_ + 1);
        for (std::uint32_t event = 0; event <= head_; ++event) {
            next_[event] = event == head_ ? 0 : event + 1;
            previous_[event] = event == 0 ? head_ : event - 1;
        }
    }

    std::uint32_t first() const { return next_[head_]; }
    std::uint32_t next(std::uint32_t event) const { return next_[event]; }
    bool at_end(std::uint32_t event) const { return event == head_; }

    void take_out(std::uint32_t call) {
        unlink(schedule_->begin[call]);
        if (schedule_->end[call] != never) unlink(schedule_->end[call]);
    }
    /// Requires: calls are put back in the reverse order of taking them out.
    void put_back(std::uint32_t call) {
        if (schedule_->end[call] != never) link(schedule_->end[call]);
        link(schedule_->begin[call]);
    }

  private:
    void unlink(std::uint32_t event) {
        next_[previous_[event]] = next_[event];
        previous_[next_[event]] = previous_[event];
    }
    void link(std::uint32_t event) {
        next_[previous_[event]] = event;
        previous_[next_[event]] = event;
    }

    const Schedule* schedule_;
    std::uint32_t head_;
    std::vector<std::uint32_t> next_;
    std::vector<std::uint32_t> previous_;
};

}  // namespace ordeal::linearizability
