// Ctrl-C for commands that search: the first one asks the work to stop, which then prints what was
// learned so far; the second ends the process at once.
#pragma once

#include <atomic>

namespace ordeal::core {

/// Takes SIGINT, SIGTERM and SIGHUP while it lives. Requires: one at a time (checked).
class StopSignals {
  public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Set by the first signal.
    const std::atomic<bool>& stopped() const;
};

/// Blocks these signals in this thread and those that it starts later. For those that wait.
void hold_stop_signals();
/// Waits for one of them. Requires: they are blocked in all threads.
void wait_for_stop_signal();

}  // namespace ordeal::core
