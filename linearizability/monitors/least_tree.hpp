// A row of numbers of which the first one below a bound is found fast: a tree of minima.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "linearizability/search/schedule.hpp"

namespace ordeal::linearizability {

class LeastTree {
  public:
    LeastTree(std::size_t size, std::uint32_t value)
        : leaves_(std::bit_ceil(std::max<std::size_t>(size, 1))), least_(2 * leaves_, value) {}

    void set(std::uint32_t place, std::uint32_t value) {
        std::size_t node = leaves_ + place;
        least_[node] = value;
        for (node /= 2; node > 0; node /= 2) {
            const std::uint32_t least = std::min(least_[2 * node], least_[2 * node + 1]);
            if (least_[node] == least) return;
            least_[node] = least;
        }
    }

    /// The first place in from .. to - 1 whose number is below the bound; `never` if there is none.
    std::uint32_t first_below(std::uint32_t from, std::uint32_t to, std::uint32_t bound) const {
        if (from >= to) return never;
        std::size_t node = leaves_ + from;
        while (least_[node] >= bound) {
            while (node % 2 == 1)
                node /= 2;
            if (node == 0) return never;
            ++node;
        }
        while (node < leaves_)
            node = least_[2 * node] < bound ? 2 * node : 2 * node + 1;
        const auto place = static_cast<std::uint32_t>(node - leaves_);
        return place < to ? place : never;
    }

  private:
    std::size_t leaves_;
    std::vector<std::uint32_t> least_;
};

}  // namespace ordeal::linearizability
