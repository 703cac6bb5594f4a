#include "harness/program/side_by_side.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ordeal::harness {

unsigned SideBySide::workers(std::size_t pieces, unsigned threads) {
    return static_cast<unsigned>(std::min<std::size_t>(pieces, threads));
}

SideBySide::SideBySide(std::size_t pieces, unsigned threads, Work work)
    : work_(std::move(work)), results_(pieces), free_threads_(threads) {
    for (unsigned i = workers(pieces, threads); i > 0; --i)
        workers_.emplace_back([this] { labour(); });
}

SideBySide::~SideBySide() {
    {
        const std::lock_guard lock(mutex_);
        next_ = results_.size();
    }
    workers_.clear();
}

void SideBySide::labour() {
    while (const auto begun = begin()) {
        const auto [i, share] = *begun;
        end(i, share, work_(i, share));
    }
}

/// The next piece and its threads: an equal share of those that are free for all that are left, and
/// at least one. There is always one, because there are no more workers than threads.
std::optional<std::pair<std::size_t, unsigned>> SideBySide::begin() {
    const std::lock_guard lock(mutex_);
    if (next_ == results_.size()) return std::nullopt;
    const auto fair = static_cast<unsigned>(free_threads_ / (results_.size() - next_));
    const unsigned share = std::max(1U, fair);
    free_threads_ -= share;
    return std::pair{next_++, share};
}

void SideBySide::end(std::size_t i, unsigned share, Reported result) {
    {
        const std::lock_guard lock(mutex_);
        results_[i] = std::move(result);
        ++done_;
        free_threads_ += share;
    }
    changed_.notify_all();
}

std::optional<Reported> SideBySide::take(std::size_t i, std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, within, [&] { return results_[i].has_value(); });
    return std::exchange(results_[i], std::nullopt);
}

std::size_t SideBySide::done() const {
    const std::lock_guard lock(mutex_);
    return done_;
}

}  // namespace ordeal::harness
