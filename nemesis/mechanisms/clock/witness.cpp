// The witness's own process; needs the kernel only.
#include "nemesis/mechanisms/clock/witness.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace {

constexpr timespec pause_between{0, 2'000'000};
/// A look that took longer was interrupted, and is taken again a few times.
constexpr std::int64_t good_window_ns = 20'000;
constexpr int most_looks = 4;

std::int64_t in_ns(const timespec& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

std::int64_t ask_kernel() {
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return in_ns(now);
}

ClockSample look() {
    timespec told{};
    const std::int64_t begun = monotonic_ns();
    const std::int64_t before = ask_kernel();
    ::clock_gettime(CLOCK_REALTIME, &told);
    const std::int64_t after = ask_kernel();
    return {begun, in_ns(told) - (before + (after - before) / 2), after - before};
}

}  // namespace

std::int64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return in_ns(now);
}

void witness_clock(int page) {
    void* const memory =
        ::mmap(nullptr, witness_page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
    ::close(page);
    if (memory == MAP_FAILED) return;
    auto& shared = *static_cast<WitnessPage*>(memory);
    for (;;) {
        ClockSample sample = look();
        for (int looks = 1; looks < most_looks && sample.window > good_window_ns; ++looks)
            sample = look();
        shared.samples[shared.count % shared.samples.size()] = sample;
        __atomic_store_n(&shared.count, shared.count + 1, __ATOMIC_RELEASE);
        ::nanosleep(&pause_between, nullptr);
    }
}

}  // namespace ordeal::nemesis
