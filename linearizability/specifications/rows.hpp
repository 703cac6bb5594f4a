// Sequences of numbers as numbers: states that are lists (queues, sets, several registers), each
// kept once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "core/hash.hpp"
#include "linearizability/search/bytes.hpp"

namespace ordeal::linearizability {

class Rows {
  public:
    using Row = std::span<const std::uint32_t>;

    Rows() : known_(0, Hash{this}, Equal{this}) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// The number of the row. Requires: `items` is not a part of a row of this table.
    std::uint32_t intern(Row items) {
        const auto fresh = static_cast<std::uint32_t>(ends_.size());
        items_.insert(items_.end(), items.begin(), items.end());
        ends_.push_back(items_.size());
        const auto [place, added] = known_.insert(fresh);
        if (!added) {
            ends_.pop_back();
            items_.resize(items_.size() - items.size());
        }
        return *place;
    }

    /// Valid until the next intern().
    Row row(std::uint32_t number) const {
        const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
        return {items_.data() + begin, ends_[number] - begin};
    }

    std::size_t size() const { return ends_.size(); }
    std::size_t bytes() const {
        return bytes_soon(items_) + bytes_soon(ends_) + table_bytes_soon(known_);
    }

  private:
    struct Hash {
        const Rows* rows;
        std::size_t operator()(std::uint32_t number) const {
            const Row row = rows->row(number);
            return core::hash_bytes(row.data(), row.size_bytes());
        }
    };
    struct Equal {
        const Rows* rows;
        bool operator()(std::uint32_t a, std::uint32_t b) const {
            return std::ranges::equal(rows->row(a), rows->row(b));
        }
    };

    std::vector<std::uint32_t> items_;
    std::vector<std::size_t> ends_;
    boost::unordered_flat_set<std::uint32_t, Hash, Equal> known_;
};

}  // namespace ordeal::linearizability
