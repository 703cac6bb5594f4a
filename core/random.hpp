// The only source of randomness. Everything is written out here (xoshiro256++, Lemire's bounded
// integers, inversion, polar normals), so that a seed gives the same run on every machine.
// Split by purpose, so that drawing more for one purpose never shifts another:
//
//     Random nemesis = Random(seed).split("nemesis");
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace ordeal::core {

/// A short seed that nobody chose: what to begin with where none is given.
std::uint64_t fresh_seed();

class Random {
  public:
    using result_type = std::uint64_t;

    explicit Random(std::uint64_t seed);

    /// A stream of its own, determined by this stream's seed (not by what was drawn) and the name.
    Random split(std::string_view purpose) const;
    Random split(std::uint64_t index) const;

    std::uint64_t seed() const { return seed_; }

    /// 64 uniform bits (Blackman & Vigna 2019, xoshiro256++).
    std::uint64_t next();
    std::uint64_t operator()() { return next(); }
    static constexpr std::uint64_t min() { return 0; }
    static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }

    /// Uniform in [0, bound), without bias (Lemire 2019). Requires: bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high], both included. Requires: low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// Uniform in [0, 1).
    double unit();
    /// True with the given probability (values outside [0, 1] are clamped).
    bool chance(double probability);
    /// Exponential with the given mean.
    double exponential(double mean);
    /// Normal (Marsaglia's polar method).
    double normal(double mean, double deviation);

    template <typename T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(i)]);
    }
    template <typename T>
    const T& pick(const std::vector<T>& items) {
        return items[below(items.size())];
    }
    /// An index, with probability proportional to its weight. Requires: a positive total.
    std::size_t weighted(std::span<const double> weights);

  private:
    std::uint64_t seed_;
    std::array<std::uint64_t, 4> state_;
};

}  // namespace ordeal::core
