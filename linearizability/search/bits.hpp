// A set of a few small numbers, as words of a fixed number.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/hash.hpp"

namespace ordeal::linearizability {

template <std::size_t Words>
struct Bits {
    static constexpr std::uint32_t capacity = 64 * Words;
    std::array<std::uint64_t, Words> words{};

    bool test(std::uint32_t i) const { return (words[i / 64] >> (i % 64) & 1) != 0; }
    void set(std::uint32_t i) { words[i / 64] |= std::uint64_t{1} << (i % 64); }
    void reset(std::uint32_t i) { words[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }

    bool empty() const {
        for (const std::uint64_t word : words)
            if (word != 0) return false;
        return true;
    }
    bool within(const Bits& other) const { return minus(other).empty(); }
    Bits minus(const Bits& other) const {
        Bits out;
        for (std::size_t i = 0; i < Words; ++i)
            out.words[i] = words[i] & ~other.words[i];
        return out;
    }
    friend Bits operator&(Bits a, const Bits& b) {
        for (std::size_t i = 0; i < Words; ++i)
            a.words[i] &= b.words[i];
        return a;
    }
    friend Bits operator|(Bits a, const Bits& b) {
        for (std::size_t i = 0; i < Words; ++i)
            a.words[i] |= b.words[i];
        return a;
    }
    friend bool operator==(const Bits&, const Bits&) = default;

    std::uint32_t count() const {
        std::uint32_t sum = 0;
        for (const std::uint64_t word : words)
            sum += static_cast<std::uint32_t>(std::popcount(word));
        return sum;
    }
    /// The smallest number that is not in the set; capacity if all are.
    std::uint32_t first_gap() const {
        for (std::uint32_t i = 0; i < Words; ++i)
            if (words[i] != ~std::uint64_t{0})
                return 64 * i + static_cast<std::uint32_t>(std::countr_one(words[i]));
        return capacity;
    }
    template <typename Use>
    void for_each(Use&& use) const {
        for (std::uint32_t i = 0; i < Words; ++i)
            for (std::uint64_t left = words[i]; left != 0; left &= left - 1)
                use(64 * i + static_cast<std::uint32_t>(std::countr_zero(left)));
    }
    std::uint64_t hash(std::uint64_t seed) const {
        for (const std::uint64_t word : words)
            seed = core::hash_number(seed ^ word);
        return seed;
    }
};

}  // namespace ordeal::linearizability
