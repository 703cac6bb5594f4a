// When a search has to stop before it is done. Looked at for every state that is expanded; what is
// costly (the clock, the memory of the process) only now and then, but well within 100 ms.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include "checker/search/options.hpp"

namespace ordeal::checker {

class Limits {
  public:
    explicit Limits(const SearchOptions& options);

    /// Something ended the search; the first reason counts.
    void stop(std::string reason);
    bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
    /// Empty when nothing did.
    const std::string& reason() const { return reason_; }

    /// Whether to go on, with so many unique states.
    bool states(std::uint64_t unique) {
        if (options_.max_states && unique >= *options_.max_states) stop("the limit on states");
        return !stopped();
    }
    /// Whether to go on, by clock, memory and cancellation. Costs less than a microsecond mostly.
    bool look();

    double seconds() const;

  private:
    void look_at_memory();

    const SearchOptions& options_;
    std::chrono::steady_clock::time_point start_;
    std::size_t allocated_at_start_ = 0;
    std::size_t resident_at_start_ = 0;
    std::atomic<std::int64_t> next_look_at_memory_ = 0;  // nanoseconds from the start
    std::atomic<bool> stopped_ = false;
    std::atomic<bool> claimed_ = false;
    std::string reason_;
};

/// Memory that this process has allocated, and what of its memory is in the machine's; 0 where that
/// is not known. The first is right where freed memory is used again, the second under sanitizers.
std::size_t allocated_bytes();
std::size_t resident_bytes();

}  // namespace ordeal::checker
