// The memory that the harness shares with every process of a node whose clock can be skewed: what
// is to be added to the true time. The harness changes it with one store; the code beside it in
// those processes (clock_code.hpp) reads it in each call for the time. Nothing but the compiler is
// needed here, because that code runs without a C library.
#pragma once

#include <cstdint>

namespace ordeal::nemesis {

inline constexpr std::uint32_t most_clock_terms = 16;  // faults at once on one clock
inline constexpr std::uint32_t clock_slots = 8;

/// What one fault adds to CLOCK_REALTIME. All times are in nanoseconds.
struct ClockTerm {
    std::int64_t since = 0;   // the true time at which it began
    std::int64_t offset = 0;  // a jump
    std::int64_t drift = 0;   // for each nanosecond since then so many times 2^-32
    std::int64_t period = 0;  // not 0: the offset is there in every other period only
};

struct ClockTerms {
    std::uint64_t count = 0;
    ClockTerm terms[most_clock_terms];
};

/// One writer. A change is written to the slot after the one that is read, then `generation` tells
/// of it: so a reader never waits for the writer, and begins again only if a change came meanwhile.
struct ClockPage {
    std::uint64_t generation = 0;  // modulo clock_slots: the slot that holds
    ClockTerms slots[clock_slots];
};

static_assert(sizeof(ClockPage) <= 8192);
inline constexpr std::uint64_t clock_page_bytes = 8192;

/// What the term adds at a true time.
[[gnu::always_inline]] inline std::int64_t added_by(const ClockTerm& term, std::int64_t now) {
    const std::int64_t elapsed = now - term.since;
    if (term.period > 0 && (elapsed / term.period) % 2 != 0) return 0;
    __extension__ using Wide = __int128;
    return term.offset + static_cast<std::int64_t>((Wide{elapsed} * term.drift) >> 32);
}

/// What is to be added to the true time `now`.
[[gnu::always_inline]] inline std::int64_t skew_at(const ClockPage& page, std::int64_t now) {
    for (;;) {
        const std::uint64_t generation = __atomic_load_n(&page.generation, __ATOMIC_ACQUIRE);
        const ClockTerms& all = page.slots[generation % clock_slots];
        std::int64_t sum = 0;
        for (std::uint64_t i = 0; i < all.count && i < most_clock_terms; ++i)
            sum += added_by(all.terms[i], now);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (__atomic_load_n(&page.generation, __ATOMIC_RELAXED) == generation) return sum;
    }
}

}  // namespace ordeal::nemesis
