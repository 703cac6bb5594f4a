// The timers of a node by number, in the order of their first use: who simulates nodes knows them
// by that. A node may use as many as it handles requests, so a timer's number is looked up by hash:
// open addressing with linear probing, at most half full.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "actors/compare.hpp"
#include "actors/hash.hpp"

namespace ordeal::actors {

template <typename Timer>
class TimerNumbers {
  public:
    /// That of the timer, which gets the next one if it has none.
    std::size_t operator()(const Timer& timer) {
        if (2 * timers_.size() >= places_.size()) grow();
        std::uint32_t& place = place_of(timer);
        if (place == nobody) {
            place = static_cast<std::uint32_t>(timers_.size());
            timers_.push_back(timer);
        }
        return place;
    }

    /// Requires: a timer has that number.
    const Timer& operator[](std::size_t number) const { return timers_[number]; }

  private:
    static constexpr std::uint32_t nobody = ~std::uint32_t{0};
    static constexpr std::size_t first_places = 16;

    /// Where its number is, or would be. Requires: there is room.
    std::uint32_t& place_of(const Timer& timer) {
        const std::size_t mask = places_.size() - 1;
        std::size_t at = hash_of(timer) & mask;
        while (places_[at] != nobody && !(timers_[places_[at]] == timer))
            at = (at + 1) & mask;
        return places_[at];
    }

    void grow() {
        places_.assign(places_.empty() ? first_places : 2 * places_.size(), nobody);
        for (std::uint32_t number = 0; number < timers_.size(); ++number)
            place_of(timers_[number]) = number;
    }

    std::vector<Timer> timers_;
    std::vector<std::uint32_t> places_;  // of numbers; as many as a power of two
};

}  // namespace ordeal::actors
