// A number that one thread adds to while others look: of what a worker of a search has done.
#pragma once

#include <atomic>
#include <cstdint>

namespace ordeal::checker {

class Tally {
  public:
    /// Requires: one thread adds.
    void add(std::uint64_t more) { number_.store(value() + more, std::memory_order_relaxed); }
    std::uint64_t value() const { return number_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> number_ = 0;
};

/// Of all workers together.
template <typename Workers, typename Worker>
std::uint64_t total(const Workers& workers, Tally Worker::* tally) {
    std::uint64_t sum = 0;
    for (const auto& worker : workers)
        sum += ((*worker).*tally).value();
    return sum;
}

}  // namespace ordeal::checker
