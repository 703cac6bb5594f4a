// Hashes that are the same on every machine and in every build: XXH3, 64 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ordeal::core {

std::uint64_t hash_bytes(const void* data, std::size_t size_bytes, std::uint64_t seed = 0);

inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
    return hash_bytes(text.data(), text.size(), seed);
}

/// Mixes all 64 bits of a number (the finalizer of splitmix64; Steele, Lea & Flood 2014).
constexpr std::uint64_t hash_number(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// Order matters: combine(combine(s, a), b) differs from combine(combine(s, b), a).
constexpr std::uint64_t hash_combine(std::uint64_t seed, std::uint64_t next) {
    return hash_number(seed ^ (next + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2)));
}

}  // namespace ordeal::core
