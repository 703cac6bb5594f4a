// Compiled by itself, optimized and without the instrumentation of sanitizers in every build: what
// is in the section is copied elsewhere, so it may reach nothing outside it.
#include "nemesis/mechanisms/clock/clock_functions.hpp"

#include "nemesis/mechanisms/clock/clock_page.hpp"

#define ORDEAL_CLOCK_CODE [[gnu::used, gnu::noinline, gnu::section("ordeal_clock_code")]]

namespace {

using ordeal::nemesis::clock_code_page_bytes;
using ordeal::nemesis::ClockCodeHeader;
using ordeal::nemesis::ClockPage;

constexpr std::int64_t second = 1'000'000'000;

/// The page that this code is in: it is not longer than one.
[[gnu::always_inline]] inline const char* own_page() {
#if defined(__x86_64__)
    std::uintptr_t here = 0;
    asm("lea 0(%%rip), %0" : "=r"(here));
    return reinterpret_cast<const char*>(here & ~(clock_code_page_bytes - 1));
#else
    return nullptr;
#endif
}

[[gnu::always_inline]] inline const ClockCodeHeader& header() {
    return *reinterpret_cast<const ClockCodeHeader*>(own_page());
}

[[gnu::always_inline]] inline long true_time(int clock, timespec* time) {
    using Function = long (*)(int, timespec*);
    return reinterpret_cast<Function>(header().clock_gettime)(clock, time);
}

[[gnu::always_inline]] inline std::int64_t skew(const timespec& now) {
    const auto& page = *reinterpret_cast<const ClockPage*>(own_page() + clock_code_page_bytes);
    return skew_at(page, now.tv_sec * second + now.tv_nsec);
}

[[gnu::always_inline]] inline void add(timespec* time, std::int64_t nanoseconds) {
    if (nanoseconds == 0) return;
    time->tv_sec += nanoseconds / second;
    time->tv_nsec += nanoseconds % second;
    if (time->tv_nsec >= second) {
        time->tv_nsec -= second;
        ++time->tv_sec;
    } else if (time->tv_nsec < 0) {
        time->tv_nsec += second;
        --time->tv_sec;
    }
}

}  // namespace

ORDEAL_CLOCK_CODE long ordeal_clock_gettime(int clock, timespec* time) {
    const long result = true_time(clock, time);
    if (result != 0) return result;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        add(time, skew(*time));
    } else if (clock == CLOCK_TAI) {
        timespec now{};
        if (true_time(CLOCK_REALTIME, &now) == 0) add(time, skew(now));
    }
    return result;
}

ORDEAL_CLOCK_CODE long ordeal_clock_gettimeofday(timeval* time, void* zone) {
    using Function = long (*)(timeval*, void*);
    if (zone != nullptr || time == nullptr) {
        const long result = reinterpret_cast<Function>(header().gettimeofday)(time, zone);
        if (result != 0 || time == nullptr) return result;
    }
    timespec now{};
    const long result = true_time(CLOCK_REALTIME, &now);
    if (result != 0) return result;
    add(&now, skew(now));
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

ORDEAL_CLOCK_CODE time_t ordeal_clock_time(time_t* time) {
    timespec now{};
    true_time(CLOCK_REALTIME_COARSE, &now);
    add(&now, skew(now));
    if (time != nullptr) *time = now.tv_sec;
    return now.tv_sec;
}
