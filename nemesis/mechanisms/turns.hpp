// Who works on the fabric: its own thread, turn by turn, and in between whoever changes or asks
// something. Nobody waits for another thread to be scheduled: while the fabric's thread sleeps, a
// change costs no more than a lock, on the busiest machine too.
#pragma once

#include <atomic>
#include <mutex>

namespace ordeal::nemesis {

class Turns {
  public:
    /// For any thread: runs the task between two turns, and before the next one. Tasks and turns
    /// never run at the same time.
    template <typename Task>
    void between(const Task& task) {
        ++waiting_;
        {
            const std::lock_guard lock(mutex_);
            task();
        }
        --waiting_;
        waiting_.notify_all();
    }

    /// For the thread that takes turns: its turn lasts as long as the lock. Lets all tasks that
    /// wait go first: a mutex alone would let the thread back in before those whom it wakes.
    std::unique_lock<std::mutex> take() {
        for (int waiting = waiting_; waiting != 0; waiting = waiting_)
            waiting_.wait(waiting);
        return std::unique_lock(mutex_);
    }

    /// True when a task waits: a turn should end soon.
    bool is_wanted() const { return waiting_.load(std::memory_order_relaxed) != 0; }

  private:
    std::mutex mutex_;
    std::atomic<int> waiting_{0};
};

}  // namespace ordeal::nemesis
