// The timers that an actor has set: names with deadlines. Pure bookkeeping; time is passed in.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/clock.hpp"
#include "core/value.hpp"

namespace ordeal::runtime {

class Timers {
  public:
    /// Sets it anew if it is set.
    void set(const core::Value& timer, core::Nanoseconds deadline);
    void cancel(const core::Value& timer);

    /// Of the timer that is due first.
    std::optional<core::Nanoseconds> next() const;
    /// Takes out the first timer whose deadline is not after `now`.
    std::optional<core::Value> take_due(core::Nanoseconds now);

  private:
    std::map<core::Value, core::Nanoseconds> deadlines_;
    std::set<std::pair<core::Nanoseconds, core::Value>> order_;
};

}  // namespace ordeal::runtime
