// What a benchmark counts besides time: memory that is allocated, with what the allocator adds to
// it, and the time that its threads were running, which a busy machine does not change much.
// Replaces the operators new and delete, so a program includes it once.
#pragma once

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <new>

#include <malloc.h>

namespace ordeal::bench {

inline std::atomic<std::size_t> held_bytes = 0;
inline std::atomic<std::size_t> most_held_bytes = 0;

inline void count_memory(std::size_t bytes) {
    const std::size_t sum = held_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    std::size_t most = most_held_bytes.load(std::memory_order_relaxed);
    while (sum > most &&
           !most_held_bytes.compare_exchange_weak(most, sum, std::memory_order_relaxed)) {
    }
}

inline std::size_t counted_bytes(void* place) {
    return malloc_usable_size(place) + sizeof(std::size_t);
}

/// The bytes that are held; from here on the most that are held is counted.
inline std::size_t begin_counting() {
    most_held_bytes = held_bytes.load();
    return held_bytes;
}
inline std::size_t most_held() {
    return most_held_bytes;
}

/// Of all threads, from the start of the program.
inline double cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

}  // namespace ordeal::bench

void* operator new(std::size_t size) {
    void* const place = std::malloc(size);
    if (!place) std::abort();
    ordeal::bench::count_memory(ordeal::bench::counted_bytes(place));
    return place;
}
void operator delete(void* place) noexcept {
    if (place) ordeal::bench::held_bytes.fetch_sub(ordeal::bench::counted_bytes(place));
    std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
    operator delete(place);
}
