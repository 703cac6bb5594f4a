// How other threads speak to the fabric's thread, which alone owns all that it works on: they hand
// it a task, it runs the task between two packets, and they go on once it has run.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/result.hpp"
#include "nemesis/mechanisms/file_descriptor.hpp"

namespace ordeal::nemesis {

class Mailbox {
  public:
    static core::Result<std::unique_ptr<Mailbox>> create();

    /// Runs the task and returns. Where: in the serving thread, or, while there is none, in the
    /// caller's. Tasks never run at the same time as each other.
    void run(const std::function<void()>& task);

    /// For the serving thread: open() before it starts, close() as its last act.
    void open();
    void close();
    /// Becomes readable when a task waits.
    int fd() const { return wake_.get(); }
    bool is_waiting() const { return is_waiting_.load(std::memory_order_relaxed); }
    /// Runs all tasks that wait.
    void serve();

  private:
    struct Letter {
        const std::function<void()>* task = nullptr;
        bool done = false;
    };
    explicit Mailbox(FileDescriptor wake) : wake_(std::move(wake)) {}
    void run_letters();  // Requires: mutex_ is held.

    FileDescriptor wake_;
    std::mutex mutex_;
    std::condition_variable done_;
    std::vector<Letter*> letters_;
    bool is_open_ = false;
    std::atomic<bool> is_waiting_{false};
};

}  // namespace ordeal::nemesis
