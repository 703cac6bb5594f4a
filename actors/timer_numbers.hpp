// The timers of a node by number, in the order of their first use: who simulates nodes knows them
// by that. A node may use as many as it handles requests, so a timer's number is looked up by hash.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "actors/compare.hpp"
#include "actors/hash.hpp"

namespace ordeal::actors {

template <typename Timer>
class TimerNumbers {
  public:
    /// That of the timer, which gets the next one if it has none.
    std::size_t operator()(const Timer& timer) {
        const auto [place, added] = numbers_.try_emplace(timer, timers_.size());
        if (added) timers_.push_back(timer);
        return place->second;
    }

    /// Requires: a timer has that number.
    const Timer& operator[](std::size_t number) const { return timers_[number]; }

  private:
    struct Hash {
        std::size_t operator()(const Timer& timer) const { return hash_of(timer); }
    };

    std::vector<Timer> timers_;
    std::unordered_map<Timer, std::size_t, Hash> numbers_;
};

}  // namespace ordeal::actors
