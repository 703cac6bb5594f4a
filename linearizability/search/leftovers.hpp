// Crashed calls that a configuration may still use, as one small number: a sorted row of classes of
// interchangeable calls, each as often as there are such calls. Equal leftovers have equal numbers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "linearizability/specifications/rows.hpp"

namespace ordeal::linearizability {

class Leftovers {
  public:
    static constexpr std::uint32_t none = 0;

    Leftovers() { rows_.intern({}); }

    /// Valid until something is added or removed.
    Rows::Row classes(std::uint32_t left) const { return rows_.row(left); }

    std::uint32_t add(std::uint32_t left, std::uint32_t of_class) {
        const auto row = rows_.row(left);
        const auto place = std::lower_bound(row.begin(), row.end(), of_class);
        scratch_.assign(row.begin(), place);
        scratch_.push_back(of_class);
        scratch_.insert(scratch_.end(), place, row.end());
        return rows_.intern(scratch_);
    }
    /// Requires: there is one of that class.
    std::uint32_t remove(std::uint32_t left, std::uint32_t of_class) {
        const auto row = rows_.row(left);
        const auto place = std::lower_bound(row.begin(), row.end(), of_class);
        scratch_.assign(row.begin(), place);
        scratch_.insert(scratch_.end(), place + 1, row.end());
        return rows_.intern(scratch_);
    }

    std::size_t total(std::uint32_t left) const { return rows_.row(left).size(); }
    /// Has `b` everything that `a` has?
    bool within(std::uint32_t a, std::uint32_t b) const {
        if (a == b) return true;
        const auto few = rows_.row(a);
        const auto many = rows_.row(b);
        return few.size() <= many.size() &&
               std::includes(many.begin(), many.end(), few.begin(), few.end());
    }

    std::size_t bytes() const { return rows_.bytes(); }

  private:
    Rows rows_;
    std::vector<std::uint32_t> scratch_;
};

}  // namespace ordeal::linearizability
