// The witness of a node's clock: a small process that lives in the node like any other, asks for
// the time as programs do, and the kernel by a system call that nothing comes between. The
// difference is the node's offset as measured, not as asked for. It writes what it sees into memory
// that it shares with the harness (clock_witness.hpp). This file needs the kernel only, because it
// is also part of ordeal-init.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ordeal::nemesis {

/// All in nanoseconds.
struct ClockSample {
    std::int64_t taken = 0;   // when it began, by CLOCK_MONOTONIC
    std::int64_t offset = 0;  // of the node's CLOCK_REALTIME from the true one
    std::int64_t window = 0;  // between the two looks at the true one: what it may be off by
};

/// A ring: sample number n is in slot n modulo their number. Written by one process at a time.
struct WitnessPage {
    std::uint64_t count = 0;  // samples so far; counts on over the lives of a node
    std::array<ClockSample, 255> samples;
};

inline constexpr std::size_t witness_page_bytes = 8192;
static_assert(sizeof(WitnessPage) <= witness_page_bytes);

/// Writes samples to the page in that file, one in a few milliseconds, for ever.
/// Returns only if the page cannot be mapped.
void witness_clock(int page);

/// By CLOCK_MONOTONIC.
std::int64_t monotonic_ns();

}  // namespace ordeal::nemesis
