// A vector whose items never move, so that one thread may read what was there while another, which
// holds the lock of its owner, appends.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ordeal::checker {

template <typename T>
class StableVector {
  public:
    std::uint32_t push_back(T item) {
        const auto [chunk, offset] = place(size_);
        if (offset == 0) chunks_[chunk].reserve(first << chunk);
        chunks_[chunk].push_back(std::move(item));
        return static_cast<std::uint32_t>(size_++);
    }
    /// Requires: the index came to this thread by way of something that orders memory.
    const T& operator[](std::size_t index) const {
        const auto [chunk, offset] = place(index);
        return chunks_[chunk].data()[offset];
    }
    std::size_t size() const { return size_; }

  private:
    static constexpr std::size_t first = 64;

    /// Chunk k holds 64 * 2^k items.
    static std::pair<std::size_t, std::size_t> place(std::size_t index) {
        const auto chunk = static_cast<std::size_t>(std::bit_width(index / first + 1) - 1);
        return {chunk, index - first * ((std::size_t{1} << chunk) - 1)};
    }

    std::array<std::vector<T>, 26> chunks_;
    std::size_t size_ = 0;
};

}  // namespace ordeal::checker
