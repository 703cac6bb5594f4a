#include "core/random.hpp"

#include <bit>
#include <cmath>

#include <sys/random.h>

#include "core/check.hpp"
#include "core/hash.hpp"

namespace ordeal::core {

std::uint64_t fresh_seed() {
    std::uint32_t seed = 0;
    while (::getrandom(&seed, sizeof seed, 0) != sizeof seed) {
    }
    return seed;
}

Random::Random(std::uint64_t seed) : seed_(seed) {
    std::uint64_t x = seed;
    for (auto& word : state_) {
        word = hash_number(x);
        x += 0x9e3779b97f4a7c15ULL;
    }
}

Random Random::split(std::string_view purpose) const {
    return Random(hash_combine(seed_, hash_text(purpose)));
}

Random Random::split(std::uint64_t index) const {
    return Random(hash_combine(hash_number(seed_), index));
}

std::uint64_t Random::next() {
    auto& s = state_;
    const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
    CHECK(bound > 0);
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide{next()} * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t threshold = -bound % bound;
        while (static_cast<std::uint64_t>(product) < threshold)
            product = Wide{next()} * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
    CHECK(low <= high);
    const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t offset = span == max() ? next() : below(span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

double Random::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

bool Random::chance(double probability) {
    return unit() < probability;
}

double Random::exponential(double mean) {
    return -mean * std::log1p(-unit());
}

double Random::normal(double mean, double deviation) {
    for (;;) {
        const double x = 2 * unit() - 1;
        const double y = 2 * unit() - 1;
        const double square = x * x + y * y;
        if (square > 0 && square < 1)
            return mean + deviation * x * std::sqrt(-2 * std::log(square) / square);
    }
}

std::size_t Random::weighted(std::span<const double> weights) {
    double total = 0;
    for (const double weight : weights)
        total += weight;
    CHECK(total > 0);
    double rest = unit() * total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (rest < weights[i]) return i;
        rest -= weights[i];
    }
    std::size_t last = weights.size() - 1;
    while (weights[last] <= 0)
        --last;
    return last;
}

}  // namespace ordeal::core
