// Something that happens again and again while a fault lasts: nodes are struck, left so for a
// while, let go, left alone for a while, and struck again.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "core/clock.hpp"

namespace ordeal::harness {

struct Beat {
    std::function<void()> strike;
    std::function<void()> let_go;
    core::Nanoseconds struck{0};  // from a strike to the moment when they are let go
    core::Nanoseconds alone{0};   // from there to the next strike
};

class Rhythm {
  public:
    /// Strikes at once, on a thread of its own.
    explicit Rhythm(Beat beat);
    /// Ends within a beat's call; what is struck then stays struck.
    ~Rhythm() = default;
    Rhythm(const Rhythm&) = delete;
    Rhythm& operator=(const Rhythm&) = delete;

  private:
    void work(const std::stop_token& token);
    /// False: it is to end.
    bool wait(const std::stop_token& token, core::Nanoseconds time);

    const Beat beat_;
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::jthread thread_;
};

}  // namespace ordeal::harness
