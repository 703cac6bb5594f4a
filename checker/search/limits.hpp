// When a search has to stop before it is done, and when it tells how far it is. The number of
// states is exact. What is costly (the clock, the memory of the process) is looked at now and then,
// but well within 100 ms.
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

    /// Whether one more unique state may be seen. Guarantees: true as often as the limit says, for
    /// all threads together.
    bool admit_state() {
        if (!options_.max_states) return true;
        if (states_.fetch_add(1, std::memory_order_relaxed) < *options_.max_states) return true;
        stop("the limit on states");
        return false;
    }
    /// Whether to go on, with so many states.
    bool states(std::uint64_t seen) {
        if (options_.max_states && seen >= *options_.max_states) stop("the limit on states");
        return !stopped();
    }
    /// Whether to go on, by clock, memory and cancellation. Costs less than a microsecond mostly.
    bool look();
    /// Whether a report of the progress is due. Once for each time it is.
    bool progress_due();
    /// Tells it. `progress` lacks seconds and rate.
    void tell(Progress progress);

    double seconds() const;
    /// Without those of an earlier part of this search.
    double seconds_here() const { return seconds() - seconds_before_; }
    /// What an earlier part of this search took.
    void count_seconds(double seconds) { seconds_before_ += seconds; }

  private:
    std::int64_t nanoseconds() const;
    void look_at_memory();

    const SearchOptions& options_;
    std::chrono::steady_clock::time_point start_;
    double seconds_before_ = 0;
    std::size_t allocated_at_start_ = 0;
    std::size_t resident_at_start_ = 0;
    std::atomic<std::uint64_t> states_ = 0;
    std::atomic<std::int64_t> next_look_at_memory_ = 0;  // nanoseconds from the start
    std::atomic<std::int64_t> next_progress_ = 0;        // likewise
    std::uint64_t unique_told_ = 0;
    double seconds_told_ = 0;
    std::atomic<bool> stopped_ = false;
    std::atomic<bool> claimed_ = false;
    std::string reason_;
};

/// One thread's share in looking at the limits: not for every state, but more often where states
/// take long.
class Pulse {
  public:
    explicit Pulse(Limits& limits) : limits_(&limits) {}

    /// Whether to go on. To be called for each state that is expanded.
    bool beat() {
        if (--left_ > 0) return !limits_->stopped();
        return look();
    }

  private:
    bool look();

    Limits* limits_;
    std::uint32_t left_ = 1;
    std::uint32_t stride_ = 1;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Memory that this process has allocated, and what of its memory is in the machine's; 0 where that
/// is not known. The first is right where freed memory is used again, the second under sanitizers.
std::size_t allocated_bytes();
std::size_t resident_bytes();

}  // namespace ordeal::checker
