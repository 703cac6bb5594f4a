#include "nemesis/mechanisms/clock/clock_code.hpp"

// The linker's names for the bounds of the section.
extern "C" {
extern const std::byte ordeal_clock_code_begin[] asm("__start_ordeal_clock_code");
extern const std::byte ordeal_clock_code_end[] asm("__stop_ordeal_clock_code");
}

namespace ordeal::nemesis {

namespace {

template <typename Function>
std::size_t offset_of(Function* function) {
    const auto* const place = reinterpret_cast<const std::byte*>(function);
    return clock_code_at + static_cast<std::size_t>(place - ordeal_clock_code_begin);
}

}  // namespace

std::span<const std::byte> clock_code() {
    return {ordeal_clock_code_begin, ordeal_clock_code_end};
}

std::vector<ClockEntry> clock_entries() {
    return {{"clock_gettime", offset_of(&ordeal_clock_gettime)},
            {"gettimeofday", offset_of(&ordeal_clock_gettimeofday)},
            {"time", offset_of(&ordeal_clock_time)}};
}

}  // namespace ordeal::nemesis
