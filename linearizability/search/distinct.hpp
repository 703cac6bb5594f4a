// Different numbers, in the order in which they were found: a set that may be added to while one
// walks over it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "linearizability/search/bytes.hpp"

namespace ordeal::linearizability {

class Distinct {
  public:
    void add(std::uint32_t number) {
        if (known_.insert(number).second) numbers_.push_back(number);
    }
    std::size_t size() const { return numbers_.size(); }
    std::uint32_t operator[](std::size_t i) const { return numbers_[i]; }
    std::size_t bytes() const { return bytes_soon(numbers_) + table_bytes_soon(known_); }

    std::vector<std::uint32_t> sorted() const {
        std::vector<std::uint32_t> out = numbers_;
        std::sort(out.begin(), out.end());
        return out;
    }

  private:
    boost::unordered_flat_set<std::uint32_t> known_;
    std::vector<std::uint32_t> numbers_;
};

}  // namespace ordeal::linearizability
