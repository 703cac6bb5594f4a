// The functions that answer for the time in the processes of a node. They are compiled like any
// others, but nobody here calls them: clock_code.hpp gives their bytes, to be copied. Nothing but
// headers of C is included, because they are compiled without floating point.
#pragma once

#include <cstddef>
#include <cstdint>

#include <sys/time.h>
#include <time.h>

namespace ordeal::nemesis {

/// Where the original functions are. Stands at the beginning of the page.
struct ClockCodeHeader {
    std::uint64_t clock_gettime = 0;
    std::uint64_t gettimeofday = 0;
};

inline constexpr std::size_t clock_code_page_bytes = 4096;

}  // namespace ordeal::nemesis

extern "C" {
long ordeal_clock_gettime(int clock, timespec* time);
long ordeal_clock_gettimeofday(timeval* time, void* zone);
time_t ordeal_clock_time(time_t* time);
}
