// What a program on a skewed clock pays for a look at the time: the same code, in this process.
//
//     bench-clock
#include <cstring>
#include <memory>
#include <span>

#include <benchmark/benchmark.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "nemesis/mechanisms/clock/clock_code.hpp"
#include "nemesis/mechanisms/clock/node_clock.hpp"
#include "nemesis/mechanisms/clock/vdso_image.hpp"

namespace {

namespace nemesis = ordeal::nemesis;
using ClockGettime = long (*)(int, timespec*);

ClockGettime original() {
    static const auto image = nemesis::machine_vdso();
    if (!image) return nullptr;
    const auto base = ::getauxval(AT_SYSINFO_EHDR);
    return reinterpret_cast<ClockGettime>(base + image->symbols_of("clock_gettime")[0].value);
}

/// The code as programs of a node have it: a page with it, and the node's page behind.
ClockGettime patched(const nemesis::NodeClock& clock) {
    using nemesis::clock_code_page_bytes;
    auto* const page =
        static_cast<std::byte*>(::mmap(nullptr, clock_code_page_bytes + nemesis::clock_page_bytes,
                                       PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::mmap(page + clock_code_page_bytes, nemesis::clock_page_bytes, PROT_READ,
           MAP_SHARED | MAP_FIXED, clock.descriptor(), 0);
    const nemesis::ClockCodeHeader header{reinterpret_cast<std::uint64_t>(original()), 0};
    const auto code = nemesis::clock_code();
    std::memcpy(page, &header, sizeof header);
    std::memcpy(page + nemesis::clock_code_at, code.data(), code.size());
    ::mprotect(page, clock_code_page_bytes, PROT_READ | PROT_EXEC);
    return reinterpret_cast<ClockGettime>(page + nemesis::clock_entries()[0].offset);
}

void measure(benchmark::State& state, ClockGettime function, int clock) {
    if (function == nullptr) return state.SkipWithError("this machine's vDSO cannot be patched");
    timespec now{};
    for (auto _ : state) {
        function(clock, &now);
        benchmark::DoNotOptimize(now);
    }
}

void untouched(benchmark::State& state) {
    measure(state, original(), CLOCK_REALTIME);
}
BENCHMARK(untouched);

void system_call(benchmark::State& state) {
    measure(
        state, [](int clock, timespec* time) { return ::syscall(SYS_clock_gettime, clock, time); },
        CLOCK_REALTIME);
}
BENCHMARK(system_call);

/// On a patched clock on which that many faults hold at once.
void with_terms(benchmark::State& state, nemesis::ClockTerm term, int clock = CLOCK_REALTIME) {
    const auto made = nemesis::NodeClock::create();
    if (!made || original() == nullptr) return state.SkipWithError("clocks cannot be skewed here");
    for (int fault = 0; fault < state.range(0); ++fault)
        (void)(*made)->begin(static_cast<nemesis::FaultId>(fault), term);
    measure(state, patched(**made), clock);
}

void patched_monotonic(benchmark::State& state) {
    with_terms(state, {}, CLOCK_MONOTONIC);
}
BENCHMARK(patched_monotonic)->Arg(0);

void patched_bump(benchmark::State& state) {
    with_terms(state, {.offset = 90'000'000'000});
}
BENCHMARK(patched_bump)->Arg(0)->Arg(1)->Arg(4);

void patched_drift(benchmark::State& state) {
    with_terms(state, nemesis::drift_term(1.5));
}
BENCHMARK(patched_drift)->Arg(1)->Arg(4);

void patched_strobe(benchmark::State& state) {
    with_terms(state, {.offset = 90'000'000'000, .period = 10'000'000});
}
BENCHMARK(patched_strobe)->Arg(1)->Arg(4);

}  // namespace

BENCHMARK_MAIN();
