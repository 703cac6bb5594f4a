// An iterator over text that tells how far it was read. Given to a parser that has no positions of
// its own, it yields the place of everything that the parser reports.
#pragma once

#include <cstddef>
#include <iterator>

namespace ordeal::core {

/// All copies report to the same counter, which outlives them.
class CountingIterator {
  public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, std::size_t& read) : at_(at), read_(&read) {}

    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        ++at_;
        ++*read_;
        return *this;
    }
    CountingIterator operator++(int) {
        const CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
        return a.at_ == b.at_;
    }

  private:
    const char* at_;
    std::size_t* read_;
};

}  // namespace ordeal::core
