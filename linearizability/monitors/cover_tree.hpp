// How many ranges cover each cell of a row, with ranges that go away one by one, and the first cell
// that nothing covers any more found fast: a tree of minima in which a number that holds for a
// whole subtree is kept at its root.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "linearizability/monitors/pile.hpp"

namespace ordeal::linearizability {

class CoverTree {
  public:
    CoverTree(std::uint32_t cells, const std::vector<GapRange>& ranges)
        : leaves_(std::bit_ceil(std::max<std::size_t>(cells, 1))),
          least_(2 * leaves_, 0),
          whole_(leaves_, 0) {
        std::vector<std::int32_t> change(cells + 1);
        for (const GapRange& range : ranges) {
            ++change[range.from];
            --change[range.to];
        }
        std::int32_t count = 0;
        for (std::uint32_t cell = 0; cell < cells; ++cell)
            least_[leaves_ + cell] = count += change[cell];
        fill_up();
    }

    /// With so many covers of each cell to begin with; below zero: so many more leave it free.
    explicit CoverTree(const std::vector<std::int32_t>& covers)
        : CoverTree(static_cast<std::uint32_t>(covers.size()), {}) {
        std::copy(covers.begin(), covers.end(),
                  least_.begin() + static_cast<std::ptrdiff_t>(leaves_));
        fill_up();
    }

    void remove(GapRange range) { add(range, -1); }
    void add(GapRange range, std::int32_t covers) {
        if (range.from < range.to) add(1, 0, leaves_, range, covers);
    }

    /// It is not found again. Once for each cell.
    void forget(std::uint32_t cell) { add({cell, cell + 1}, far); }

    /// The first free cell in from .. to - 1; `to` if there is none.
    std::uint32_t first_free(std::uint32_t from, std::uint32_t to) const {
        return find(1, 0, leaves_, {from, to}, 0);
    }

  private:
    static constexpr std::int32_t far = 1 << 30;

    void fill_up() {
        for (std::size_t node = leaves_ - 1; node > 0; --node)
            least_[node] = std::min(least_[2 * node], least_[2 * node + 1]);
    }

    void add(std::size_t node, std::size_t begin, std::size_t size, GapRange range,
             std::int32_t by) {
        if (range.from <= begin && begin + size <= range.to) {
            least_[node] += by;
            if (node < leaves_) whole_[node] += by;
            return;
        }
        const std::size_t middle = begin + size / 2;
        if (range.from < middle) add(2 * node, begin, size / 2, range, by);
        if (range.to > middle) add(2 * node + 1, middle, size / 2, range, by);
        least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) + whole_[node];
    }

    /// `above`: what holds for the whole subtree.
    std::uint32_t find(std::size_t node, std::size_t begin, std::size_t size, GapRange range,
                       std::int32_t above) const {
        if (range.to <= begin || begin + size <= range.from || least_[node] + above > 0)
            return range.to;
        if (node >= leaves_) return static_cast<std::uint32_t>(begin);
        const std::uint32_t found = find(2 * node, begin, size / 2, range, above + whole_[node]);
        if (found != range.to) return found;
        return find(2 * node + 1, begin + size / 2, size / 2, range, above + whole_[node]);
    }

    std::size_t leaves_;
    std::vector<std::int32_t> least_;  // of each node, with what holds for it, not for those above
    std::vector<std::int32_t> whole_;
};

}  // namespace ordeal::linearizability
