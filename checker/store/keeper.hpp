// When a search writes its checkpoint, and what became of it. A checkpoint that cannot be written
// (the disk is full, say) does not end the search: the one before it stays, and the next is tried
// when it is due.
#pragma once

#include <chrono>
#include <span>

#include "checker/search/options.hpp"
#include "checker/store/checkpoint.hpp"

namespace ordeal::checker {

class Keeper {
  public:
    explicit Keeper(const CheckpointOptions& options) : options_(options) {}

    bool wanted() const { return !options_.path.empty(); }
    /// Whether the time between two checkpoints is over. From one thread.
    bool due() const { return wanted() && Clock::now() - last_ >= options_.every; }
    void write(Checkpoint checkpoint, std::span<const Links* const> links);

    std::uint64_t written() const { return written_; }
    /// Why the last one could not be written; empty: it was.
    const std::string& error() const { return error_; }

  private:
    using Clock = std::chrono::steady_clock;

    const CheckpointOptions& options_;
    Clock::time_point last_ = Clock::now();
    std::uint64_t written_ = 0;
    std::string error_;
};

/// What the program said of the search, and the search of itself.
Configuration configuration_of(const SearchOptions& options);

/// Why this search cannot use the disk, keep checkpoints, or not continue the one that it was
/// given; empty: it can, or nothing of the kind was asked for.
std::string refusal_of_store(const SearchOptions& options);

}  // namespace ordeal::checker
