// How many crashed calls of each class a configuration has used, as one small number: equal counts
// have equal numbers, and adding one is a look-up. Crashed calls of one class (equal functions and
// arguments, no answer) are interchangeable, so counts are all there is to know.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "core/hash.hpp"
#include "linearizability/search/bytes.hpp"
#include "linearizability/search/mutant.hpp"

namespace ordeal::linearizability {

class UsedTable {
  public:
    using Count = std::uint16_t;
    static constexpr std::uint32_t none = 0;  // nothing used

    explicit UsedTable(std::size_t classes)
        : classes_(classes), known_(0, Hash{this}, Equal{this}) {
        counts_.resize(classes);
        append_row(0);
        known_.insert(none);
    }
    UsedTable(const UsedTable&) = delete;
    UsedTable& operator=(const UsedTable&) = delete;

    Count count(std::uint32_t used, std::size_t of_class) const { return row(used)[of_class]; }
    std::uint32_t total(std::uint32_t used) const { return totals_[used]; }

    std::uint32_t add(std::uint32_t used, std::size_t of_class) {
        const std::uint32_t after = after_[used * classes_ + of_class];
        return after != none ? after : add_slowly(used, of_class);
    }

    /// Does `a` use no more of any class than `b`?
    bool within(std::uint32_t a, std::uint32_t b) const {
        if (a == b) return true;
        if (mutated(Mutant::dominance_by_total)) return totals_[a] <= totals_[b];
        if (totals_[a] >= totals_[b]) return false;
        const Count* left = row(a);
        const Count* right = row(b);
        bool more = false;
        for (std::size_t i = 0; i < classes_; ++i)
            more |= left[i] > right[i];
        return !more;
    }

    std::size_t bytes() const {
        return bytes_soon(counts_) + bytes_soon(totals_) + bytes_soon(after_) +
               table_bytes_soon(known_);
    }

  private:
    struct Hash {
        const UsedTable* table;
        std::size_t operator()(std::uint32_t used) const {
            return core::hash_bytes(table->row(used), table->classes_ * sizeof(Count));
        }
    };
    struct Equal {
        const UsedTable* table;
        bool operator()(std::uint32_t a, std::uint32_t b) const {
            return std::equal(table->row(a), table->row(a) + table->classes_, table->row(b));
        }
    };

    const Count* row(std::uint32_t used) const { return counts_.data() + used * classes_; }

    void append_row(std::uint32_t total) {
        totals_.push_back(total);
        after_.resize(after_.size() + classes_, none);
    }

    std::uint32_t add_slowly(std::uint32_t used, std::size_t of_class) {
        const auto fresh = static_cast<std::uint32_t>(totals_.size());
        counts_.resize(counts_.size() + classes_);
        std::copy_n(row(used), classes_, counts_.end() - static_cast<std::ptrdiff_t>(classes_));
        ++counts_[fresh * classes_ + of_class];
        const auto [place, added] = known_.insert(fresh);
        const std::uint32_t after = *place;
        if (added)
            append_row(totals_[used] + 1);
        else
            counts_.resize(counts_.size() - classes_);
        after_[used * classes_ + of_class] = after;
        return after;
    }

    std::size_t classes_;
    std::vector<Count> counts_;          // a row for each number
    std::vector<std::uint32_t> totals_;  // the sum of each row
    std::vector<std::uint32_t> after_;   // the number after adding one of a class; none: unknown
    boost::unordered_flat_set<std::uint32_t, Hash, Equal> known_;
};

}  // namespace ordeal::linearizability
