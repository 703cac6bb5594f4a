// The only source of time: nanoseconds since the start of a run, never going back.
#pragma once

#include <chrono>

namespace ordeal::core {

using Nanoseconds = std::chrono::nanoseconds;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Nanoseconds now() const = 0;
};

/// Real time, from the moment of construction.
class MonotonicClock final : public Clock {
  public:
    MonotonicClock() : start_(std::chrono::steady_clock::now()) {}
    Nanoseconds now() const override { return std::chrono::steady_clock::now() - start_; }
    /// The moment at which now() was zero, for waits until a deadline.
    std::chrono::steady_clock::time_point start() const { return start_; }

  private:
    std::chrono::steady_clock::time_point start_;
};

/// Time that moves only when told: for tests and simulations.
class ManualClock final : public Clock {
  public:
    Nanoseconds now() const override { return now_; }
    void advance(Nanoseconds by) { now_ += by; }
    void set(Nanoseconds to) { now_ = to; }

  private:
    Nanoseconds now_{0};
};

}  // namespace ordeal::core
