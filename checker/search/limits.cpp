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
    : options_(options), start_(std::chrono::steady_clock::now()) {
    if (!options_.max_memory_bytes) return;
    allocated_at_start_ = allocated_bytes();
    resident_at_start_ = resident_bytes();
}

void Limits::stop(std::string reason) {
    if (claimed_.exchange(true)) return;
    reason_ = std::move(reason);
    stopped_.store(true);
}

double Limits::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

bool Limits::look() {
    if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed))
        stop("cancelled");
    if (options_.timeout || options_.max_memory_bytes) {
        const auto passed = std::chrono::steady_clock::now() - start_;
        if (options_.timeout && passed >= *options_.timeout) stop("the limit on time");
        constexpr std::int64_t pause = 5'000'000;
        if (options_.max_memory_bytes && passed.count() >= next_look_at_memory_.load()) {
            next_look_at_memory_ = passed.count() + pause;
            look_at_memory();
        }
    }
    return !stopped();
}

void Limits::look_at_memory() {
    const std::size_t allocated = std::max(allocated_bytes(), allocated_at_start_);
    const std::size_t resident = std::max(resident_bytes(), resident_at_start_);
    const std::size_t grown =
        std::max(allocated - allocated_at_start_, resident - resident_at_start_);
    if (grown >= *options_.max_memory_bytes) stop("the limit on memory");
}

}  // namespace ordeal::checker
