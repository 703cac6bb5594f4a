// A lock of one byte, for what takes less time than a thread takes to fall asleep.
#pragma once

#include <atomic>
#include <thread>

namespace ordeal::checker {

class SpinLock {
  public:
    void lock() {
        for (unsigned tries = 1; locked_.exchange(true, std::memory_order_acquire); ++tries)
            while (locked_.load(std::memory_order_relaxed))
                if (++tries % 64 == 0) std::this_thread::yield();
    }
    void unlock() { locked_.store(false, std::memory_order_release); }

  private:
    std::atomic<bool> locked_ = false;
};

}  // namespace ordeal::checker
