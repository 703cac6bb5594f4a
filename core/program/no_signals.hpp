// For threads of our own beside those of the program: no signal is delivered to them. Ctrl-C
// belongs to the program's threads, and what waits in ours need not expect to be interrupted.
#pragma once

#include <signal.h>

namespace ordeal::core {

/// What threads this one starts while it lives inherit: every signal is blocked in them. Requires:
/// it ends in the thread in which it began.
class NoSignals {
  public:
    NoSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;

  private:
    sigset_t before_;
};

}  // namespace ordeal::core
