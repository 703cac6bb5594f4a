// CHECK(condition, "format", args...): a broken invariant of our own ends the program, in release
// too, printing place, condition and the seed of the run. Not for bad input: that is a Result.
#pragma once

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace ordeal::core {

/// The seed that CHECK prints; a program sets it once it is known.
void set_seed_for_checks(std::uint64_t seed);

[[noreturn]] void check_failed(std::string_view file, int line, std::string_view condition,
                               std::string_view message);

}  // namespace ordeal::core

#define CHECK(condition, ...)                                            \
    do {                                                                 \
        if (!(condition)) [[unlikely]]                                   \
            ::ordeal::core::check_failed(__FILE__, __LINE__, #condition, \
                                         ::fmt::format("" __VA_ARGS__)); \
    } while (false)
