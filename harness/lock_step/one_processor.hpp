// Keeps this thread, and the processes that it starts meanwhile, on one processor. Harness and
// nodes in lock-step take turns, so nothing is lost by that; and to wake a process on another
// processor takes longer than the node's whole work for one event.
#pragma once

#include <pthread.h>

namespace ordeal::harness {

class OneProcessor {
  public:
    /// The one on which it runs. Does nothing where the system refuses.
    OneProcessor();
    OneProcessor(const OneProcessor&) = delete;
    OneProcessor& operator=(const OneProcessor&) = delete;
    /// Requires: the same thread.
    ~OneProcessor();

  private:
    cpu_set_t before_{};
    bool kept_ = false;
};

}  // namespace ordeal::harness
