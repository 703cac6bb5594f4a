// The bounds of a judgement: time, memory, and somebody who has lost patience. Whoever works on a
// history asks often; the clock is read only now and then. What takes no more than a few
// milliseconds for a million operations need not ask.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ordeal::linearizability {

class Limits {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Limits() = default;
    Limits(std::optional<TimePoint> deadline, const std::atomic<bool>* cancelled,
           std::optional<std::size_t> memory_bytes, std::optional<std::uint64_t> steps = {})
        : deadline_(deadline),
          cancelled_(cancelled),
          memory_bytes_(memory_bytes),
          steps_left_(steps.value_or(UINT64_MAX)) {}

    /// The same limits, and no more than so many steps.
    Limits with_steps(std::uint64_t steps) const {
        Limits out(deadline_, cancelled_, memory_bytes_, steps);
        out.looks_left_ = looks_left_;
        out.held_ = held_;
        return out;
    }
    /// For one of so many that share the memory, besides what all of them hold.
    Limits for_one_of(std::size_t sharers, std::size_t held) const {
        Limits out = with_steps(steps_left_);
        if (memory_bytes_)
            out.held_ =
                *memory_bytes_ - (*memory_bytes_ - std::min(held, *memory_bytes_)) / sharers;
        return out;
    }
    /// The same limits, and no later than that.
    Limits until(TimePoint end) const {
        Limits out = with_steps(steps_left_);
        out.deadline_ = deadline_ ? std::min(*deadline_, end) : end;
        return out;
    }

    /// Every look takes one of these, and where none is left it is as if somebody had cancelled.
    void count_looks(std::atomic<std::int64_t>* left) { looks_left_ = left; }

    /// From here on `operations` and `configurations` are added to as the search goes on.
    void report_to(std::atomic<std::uint64_t>& operations,
                   std::atomic<std::uint64_t>& configurations) {
        operations_ = &operations;
        configurations_ = &configurations;
    }
    /// The search has come as far as that many operations; what was reached before counts once.
    void reached(std::uint64_t operations) {
        if (!operations_ || operations < reached_) return;
        operations_->fetch_add(operations - reached_, std::memory_order_relaxed);
        reached_ = operations;
    }

    /// Cheap: looks at clock, flag and memory once in 256 steps, of which `steps` were taken since
    /// it was last asked.
    template <typename MemoryUse>
    bool exceeded(const MemoryUse& memory_use, std::uint64_t steps = 1) {
        if (steps_left_ < steps) return stop("the search took more steps than it was given");
        steps_left_ -= steps;
        steps_to_look_ -= static_cast<std::int64_t>(steps);
        if (steps_to_look_ > 0) return false;
        steps_to_look_ = 256;
        if (configurations_) configurations_->fetch_add(256, std::memory_order_relaxed);
        return look(memory_use());
    }

    /// For loops of cheap steps beside the searches: looks before every 4096th step, and before the
    /// first. `at`: the number of the step.
    bool over(std::uint64_t at, std::size_t used_bytes = 0) {
        return at % 4096 == 0 && look(used_bytes);
    }

    /// Looks at everything; `used_bytes` is what the search holds.
    bool look(std::size_t used_bytes);

    /// Why it stopped, in words.
    const std::string& reason() const { return reason_; }
    std::uint64_t steps_left() const { return steps_left_; }
    std::optional<TimePoint> deadline() const { return deadline_; }
    const std::atomic<bool>* cancelled() const { return cancelled_; }
    std::optional<std::size_t> memory_bytes() const { return memory_bytes_; }

  private:
    friend class Holding;

    bool stop(std::string why) {
        reason_ = std::move(why);
        return true;
    }

    std::optional<TimePoint> deadline_;
    const std::atomic<bool>* cancelled_ = nullptr;
    std::optional<std::size_t> memory_bytes_;
    std::size_t held_ = 0;  // that no look tells of
    std::uint64_t steps_left_ = UINT64_MAX;
    std::int64_t steps_to_look_ = 256;
    std::string reason_;
    std::atomic<std::int64_t>* looks_left_ = nullptr;

    std::atomic<std::uint64_t>* operations_ = nullptr;
    std::atomic<std::uint64_t>* configurations_ = nullptr;
    std::uint64_t reached_ = 0;
};

/// While it lives so much is held, besides what those who look at the limits tell of.
class Holding {
  public:
    Holding(Limits& limits, std::size_t bytes) : limits_(limits), bytes_(bytes) {
        limits_.held_ += bytes_;
    }
    ~Holding() { limits_.held_ -= bytes_; }
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;

  private:
    Limits& limits_;
    std::size_t bytes_;
};

}  // namespace ordeal::linearizability
