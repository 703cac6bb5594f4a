#include "checker/search/limits.hpp"

#include <cstdio>

#include <unistd.h>

namespace ordeal::checker {

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
    if (options_.max_memory_bytes) resident_at_start_ = resident_bytes();
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
    const std::size_t resident = resident_bytes();
    if (resident > resident_at_start_ &&
        resident - resident_at_start_ >= *options_.max_memory_bytes)
        stop("the limit on memory");
}

}  // namespace ordeal::checker
