// The machine code that answers for the time in the processes of a node, as bytes: made by the
// compiler from clock_functions.cpp, copied into each process (clock_patch.hpp), where it stands at
// the beginning of a page behind a header, with the ClockPage in the pages after it.
//
// It asks the kernel's own function in the vDSO for the true time and adds what the ClockPage says.
// Skewed are CLOCK_REALTIME, its coarse variant, CLOCK_TAI, gettimeofday() and time(). Everything
// else is as the kernel says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nemesis/mechanisms/clock/clock_functions.hpp"

namespace ordeal::nemesis {

/// The code begins here in its page; the ClockPage follows that page.
inline constexpr std::size_t clock_code_at = 64;

/// A function that takes the place of one in the vDSO.
struct ClockEntry {
    std::string_view name;   // "clock_gettime"; "__vdso_clock_gettime" is its other one
    std::size_t offset = 0;  // from the beginning of the page
};

/// The code, for clock_code_at. Shorter than the rest of the page.
std::span<const std::byte> clock_code();

std::vector<ClockEntry> clock_entries();

}  // namespace ordeal::nemesis
