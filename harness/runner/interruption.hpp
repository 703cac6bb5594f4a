// Ctrl-C, SIGTERM and SIGHUP as two flags. The first request asks the run to stop generating, heal,
// save and judge; the second asks it to end at once, still healing.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace ordeal::harness {

/// Blocks the three signals in the thread that makes it and in all that this starts later, so it is
/// made before a program's first other thread.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool stop_requested() const { return stop_; }
    bool kill_requested() const { return kill_; }
    const std::atomic<bool>& stopping() const { return stop_; }

    /// Set once the current work should be given up: by the second request, or by the first while
    /// `give_up_at_first(true)` holds (judging has nothing to heal or save).
    const std::atomic<bool>& give_up() const { return give_up_; }
    void give_up_at_first(bool yes);

    /// Stops the run from inside, as the first Ctrl-C would.
    void stop() { stop_ = true; }

  private:
    void take_signals(const std::stop_token& token);

    std::atomic<bool> stop_{false};
    std::atomic<bool> kill_{false};
    std::atomic<bool> give_up_{false};
    std::atomic<bool> at_first_{false};
    std::jthread thread_;
};

}  // namespace ordeal::harness
