// What a configuration of an online search remembers of the calls under way, as one small number:
// for each slot a row of states. Equal memories have equal numbers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "linearizability/specifications/rows.hpp"

namespace ordeal::linearizability {

class Memories {
  public:
    static constexpr std::uint32_t nothing = 0;  // also the number of the empty row of states

    Memories() {
        states_.intern({});
        slots_.intern({});
    }

    /// The states that are remembered for the slot. Valid until something is remembered.
    Rows::Row of(std::uint32_t memory, std::uint32_t slot) const {
        const auto row = slots_.row(memory);
        return states_.row(slot < row.size() ? row[slot] : nothing);
    }

    std::uint32_t with(std::uint32_t memory, std::uint32_t slot, Rows::Row states) {
        const std::uint32_t number = states_.intern(states);
        const auto row = slots_.row(memory);
        scratch_.assign(row.begin(), row.end());
        if (slot >= scratch_.size()) scratch_.resize(slot + 1, nothing);
        if (scratch_[slot] == number) return memory;
        scratch_[slot] = number;
        while (!scratch_.empty() && scratch_.back() == nothing)
            scratch_.pop_back();
        return slots_.intern(scratch_);
    }
    std::uint32_t without(std::uint32_t memory, std::uint32_t slot) {
        return of(memory, slot).empty() ? memory : with(memory, slot, {});
    }
    /// Adds a state to the sorted ones of the slot.
    std::uint32_t visit(std::uint32_t memory, std::uint32_t slot, std::uint32_t state) {
        const auto known = of(memory, slot);
        const auto place = std::lower_bound(known.begin(), known.end(), state);
        if (place != known.end() && *place == state) return memory;
        visited_.assign(known.begin(), place);
        visited_.push_back(state);
        visited_.insert(visited_.end(), place, known.end());
        return with(memory, slot, visited_);
    }

    /// Does `b` remember, of each slot, all that `a` does? Requires: all rows are sorted.
    bool within(std::uint32_t a, std::uint32_t b) const {
        if (a == b) return true;
        const auto left = slots_.row(a);
        const auto right = slots_.row(b);
        if (left.size() > right.size()) return false;
        for (std::size_t slot = 0; slot < left.size(); ++slot) {
            if (left[slot] == right[slot]) continue;
            const auto few = states_.row(left[slot]);
            const auto many = states_.row(right[slot]);
            if (!std::includes(many.begin(), many.end(), few.begin(), few.end())) return false;
        }
        return true;
    }

    std::size_t bytes() const { return states_.bytes() + slots_.bytes(); }

  private:
    Rows states_;
    Rows slots_;  // rows of numbers of rows of states
    std::vector<std::uint32_t> scratch_;
    std::vector<std::uint32_t> visited_;
};

}  // namespace ordeal::linearizability
