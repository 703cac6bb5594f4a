// Several pieces of work at once, their results in the order in which the work was given. A piece
// may use several threads of its own; all together use no more than they are given.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/program/output.hpp"

namespace ordeal::harness {

class SideBySide {
  public:
    /// Does piece `i` with no more than so many threads.
    using Work = std::function<Reported(std::size_t i, unsigned threads)>;

    /// Begins at once. Requires: threads > 0.
    SideBySide(std::size_t pieces, unsigned threads, Work work);
    /// Begins no further piece, and waits for those that were begun.
    ~SideBySide();
    SideBySide(const SideBySide&) = delete;
    SideBySide& operator=(const SideBySide&) = delete;

    /// The result of piece `i`, if it comes within that time. To be taken once.
    std::optional<Reported> take(std::size_t i, std::chrono::milliseconds within);

    /// Pieces that are done.
    std::size_t done() const;

    /// How many pieces go on at the same time, at most.
    static unsigned workers(std::size_t pieces, unsigned threads);

  private:
    void labour();
    std::optional<std::pair<std::size_t, unsigned>> begin();
    void end(std::size_t i, unsigned share, Reported result);

    Work work_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::optional<Reported>> results_;
    std::size_t next_ = 0;  // the first piece that was not begun
    std::size_t done_ = 0;
    unsigned free_threads_;
    std::vector<std::jthread> workers_;
};

}  // namespace ordeal::harness
