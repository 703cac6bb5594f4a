// What nodes have written to one client, until it asks: the client waits here on its own thread
// while the router goes on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace ordeal::harness {

struct Mail {
    std::size_t node = 0;    // who wrote it, from 0
    std::uint64_t line = 0;  // of that node's stdout
    std::string text;        // the message
};

/// Thread-safe.
class Mailbox {
  public:
    void put(Mail mail);
    /// The next one; waits until the deadline, or until nothing comes any more.
    std::optional<Mail> take(std::chrono::steady_clock::time_point deadline);
    /// Nothing comes any more.
    void close();
    bool is_closed() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Mail> mail_;
    bool closed_ = false;
};

}  // namespace ordeal::harness
