#include "checker/search/limits.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <malloc.h>
#include <unistd.h>

namespace ordeal::checker {

std::size_t allocated_bytes() {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::size_t resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr) return 0;
    unsigned long total = 0;
    unsigned long resident = 0;
    const int found = std::fscanf(file, "%lu %lu", &total, &resident);
    std::fclose(file);
    return found == 2 ? resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

Limits::Limits(const SearchOptions& options)
    : options_(options),
      start_(std::chrono::steady_clock::now()),
      next_progress_(options.progress_every.count()) {
    if (!options_.max_memory_bytes) return;
    allocated_at_start_ = allocated_bytes();
    resident_at_start_ = resident_bytes();
}

void Limits::stop(std::string reason) {
    if (claimed_.exchange(true)) return;
    reason_ = std::move(reason);
    stopped_.store(true);
}

std::int64_t Limits::nanoseconds() const {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_).count();
}

double Limits::seconds() const {
    return seconds_before_ + static_cast<double>(nanoseconds()) / 1e9;
}

bool Limits::look() {
    if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed))
        stop("cancelled");
    if (options_.timeout || options_.max_memory_bytes) {
        const std::int64_t passed = nanoseconds();
        if (options_.timeout && passed >= options_.timeout->count()) stop("the limit on time");
        constexpr std::int64_t pause = 5'000'000;
        if (options_.max_memory_bytes && passed >= next_look_at_memory_.load()) {
            next_look_at_memory_ = passed + pause;
            look_at_memory();
        }
    }
    return !stopped();
}

bool Limits::progress_due() {
    if (!options_.progress) return false;
    const std::int64_t passed = nanoseconds();
    std::int64_t due = next_progress_.load(std::memory_order_relaxed);
    return passed >= due &&
           next_progress_.compare_exchange_strong(due, passed + options_.progress_every.count());
}

void Limits::tell(Progress progress) {
    progress.seconds = seconds();
    const double passed = progress.seconds - seconds_told_;
    if (passed > 0 && progress.unique >= unique_told_)
        progress.unique_per_second = static_cast<double>(progress.unique - unique_told_) / passed;
    unique_told_ = progress.unique;
    seconds_told_ = progress.seconds;
    options_.progress(progress);
}

bool Pulse::look() {
    constexpr std::uint32_t most = 32;
    const auto now = std::chrono::steady_clock::now();
    const auto passed = now - std::exchange(last_, now);
    if (passed > std::chrono::milliseconds(1))
        stride_ = std::max(1U, stride_ / 4);
    else
        stride_ = std::min(most, stride_ * 2);
    left_ = stride_;
    return limits_->look();
}

void Limits::look_at_memory() {
    const std::size_t allocated = std::max(allocated_bytes(), allocated_at_start_);
    const std::size_t resident = std::max(resident_bytes(), resident_at_start_);
    const std::size_t grown =
        std::max(allocated - allocated_at_start_, resident - resident_at_start_);
    if (grown >= *options_.max_memory_bytes) stop("the limit on memory");
}

}  // namespace ordeal::checker
