#include "core/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "core/hash.hpp"

namespace ordeal::core {
namespace {

std::vector<std::uint64_t> draw(Random random, std::size_t count) {
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(random.next());
    return values;
}

/// Pearson's statistic for equally likely cells.
double chi_square(const std::vector<int>& counts) {
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const int count : counts)
        sum += (count - expected) * (count - expected) / expected;
    return sum;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

template <typename Draw>
Moments moments(Draw draw_one) {
    constexpr int count = 100'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; ++i) {
        const double x = draw_one();
        sum += x;
        squares += x * x;
    }
    const double mean = sum / count;
    return {mean, std::sqrt(squares / count - mean * mean)};
}

// The numbers of these golden tests come from a program of its own, written from the published
// definitions of splitmix64 and xoshiro256++. They must never change: seeds travel by them.
TEST(Random, GivesTheSameBitsOnEveryMachine) {
    using Bits = std::vector<std::uint64_t>;
    EXPECT_EQ(draw(Random(0), 4), (Bits{0x53175d61490b23df, 0x61da6f3dc380d507, 0x5c0fdf91ec9a7bfc,
                                        0x02eebf8c3bbe5e1a}));
    EXPECT_EQ(draw(Random(42), 4), (Bits{0xd0764d4f4476689f, 0x519e4174576f3791, 0xfbe07cfb0c24ed8c,
                                         0xb37d9f600cd835b8}));
    EXPECT_EQ(draw(Random(~std::uint64_t{0}), 2), (Bits{0x56ccf8ce948e27b2, 0xe68588432e5a5b90}));
}

TEST(Random, GivesTheSameDrawsOnEveryMachine) {
    Random integers(42);
    std::vector<std::uint64_t> below;
    for (int i = 0; i < 8; ++i)
        below.push_back(integers.below(1000));
    EXPECT_EQ(below, (std::vector<std::uint64_t>{814, 318, 983, 701, 793, 588, 125, 605}));

    Random units(42);
    EXPECT_EQ(units.unit(), 0.8143051451229099);
    EXPECT_EQ(units.unit(), 0.3188210400616611);

    Random delays(42);
    EXPECT_DOUBLE_EQ(delays.exponential(2), 3.367301035293138);
    EXPECT_DOUBLE_EQ(delays.exponential(2), 0.7678604348634187);

    Random order(42);
    std::vector<int> items{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    order.shuffle(items);
    EXPECT_EQ(items, (std::vector<int>{5, 3, 1, 0, 9, 6, 4, 7, 2, 8}));
}

TEST(Random, SplitsTheSameOnEveryMachine) {
    EXPECT_EQ(Random(42).split(0).seed(), 0x0dbf36ae4c430f0dU);
    EXPECT_EQ(Random(42).split(1).seed(), 0x61e8db256f324f35U);
    EXPECT_EQ(Random(42).split("nemesis").seed(), 0x0c548d4105c5b453U);
}

TEST(Random, SplitDoesNotDependOnWhatWasDrawn) {
    Random used(7);
    used.next();
    used.normal(0, 1);
    EXPECT_EQ(draw(used.split("links"), 10), draw(Random(7).split("links"), 10));
    EXPECT_EQ(draw(used.split(3), 10), draw(Random(7).split(3), 10));
}

TEST(Random, SplitsAreDifferentStreams) {
    const Random parent(7);
    std::set<std::uint64_t> seeds{parent.seed()};
    for (std::uint64_t index = 0; index < 1000; ++index)
        EXPECT_TRUE(seeds.insert(parent.split(index).seed()).second) << index;
    for (const char* purpose : {"nemesis", "nemesi", "links", "", "a", "b"})
        EXPECT_TRUE(seeds.insert(parent.split(purpose).seed()).second) << purpose;
    EXPECT_NE(parent.split("a").split("b").seed(), parent.split("b").split("a").seed());
}

TEST(Random, SplitStreamsDoNotCorrelate) {
    Random a = Random(7).split("a");
    Random b = Random(7).split("b");
    double sum = 0;
    constexpr int count = 100'000;
    for (int i = 0; i < count; ++i)
        sum += (a.unit() - 0.5) * (b.unit() - 0.5);
    const double correlation = sum / count * 12;  // 1/12 is the variance of both
    EXPECT_LT(std::abs(correlation), 4 / std::sqrt(count));
}

TEST(Random, BelowIsUniform) {
    for (const std::uint64_t bound : {2U, 3U, 7U, 10U, 100U}) {
        Random random(bound);
        std::vector<int> counts(bound);
        for (int i = 0; i < 200'000; ++i)
            ++counts[random.below(bound)];
        const double freedom = static_cast<double>(bound - 1);
        EXPECT_LT(chi_square(counts), freedom + 4 * std::sqrt(2 * freedom)) << bound;
    }
}

TEST(Random, BelowIsUnbiasedForBoundsNearTheWholeRange) {
    // Without rejection, a bound of 3 * 2^62 would give every third value twice as often.
    const std::uint64_t bound = 3ULL << 62;
    Random random(1);
    std::vector<int> thirds(3);
    std::vector<int> residues(3);
    for (int i = 0; i < 90'000; ++i) {
        const std::uint64_t value = random.below(bound);
        ASSERT_LT(value, bound);
        ++thirds[value >> 62];
        ++residues[value % 3];
    }
    EXPECT_LT(chi_square(thirds), 2 + 4 * 2);
    EXPECT_LT(chi_square(residues), 2 + 4 * 2);
}

TEST(Random, BelowOneIsZero) {
    Random random(1);
    EXPECT_EQ(random.below(1), 0U);
    EXPECT_DEATH(random.below(0), "bound > 0");
}

TEST(Random, BetweenReachesBothEndsAndNothingElse) {
    Random random(5);
    std::set<std::int64_t> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(random.between(-2, 2));
    EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2}));
    EXPECT_EQ(random.between(9, 9), 9);
    random.between(INT64_MIN, INT64_MAX);
    EXPECT_DEATH(random.between(1, 0), "low <= high");
}

TEST(Random, UnitStaysBelowOne) {
    Random random(3);
    double least = 1;
    double greatest = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double x = random.unit();
        least = std::min(least, x);
        greatest = std::max(greatest, x);
    }
    EXPECT_GE(least, 0);
    EXPECT_LT(least, 0.001);
    EXPECT_LT(greatest, 1);
    EXPECT_GT(greatest, 0.999);
}

TEST(Random, ChanceKeepsItsProbability) {
    Random random(3);
    int hits = 0;
    for (int i = 0; i < 100'000; ++i)
        hits += random.chance(0.05) ? 1 : 0;
    EXPECT_NEAR(hits, 5000, 4 * std::sqrt(100'000 * 0.05 * 0.95));
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(random.chance(0));
        EXPECT_FALSE(random.chance(-1));
        EXPECT_TRUE(random.chance(1));
        EXPECT_TRUE(random.chance(2));
    }
}

TEST(Random, ExponentialHasItsMeanAndDeviation) {
    Random random(3);
    const auto [mean, deviation] = moments([&] {
        const double x = random.exponential(20);
        EXPECT_GE(x, 0);
        return x;
    });
    EXPECT_NEAR(mean, 20, 0.3);
    EXPECT_NEAR(deviation, 20, 0.6);
}

TEST(Random, NormalHasItsMeanAndDeviation) {
    Random random(3);
    int within_one = 0;
    const auto [mean, deviation] = moments([&] {
        const double x = random.normal(10, 2);
        within_one += std::abs(x - 10) < 2 ? 1 : 0;
        return x;
    });
    EXPECT_NEAR(mean, 10, 0.03);
    EXPECT_NEAR(deviation, 2, 0.03);
    EXPECT_NEAR(within_one, 68'269, 800);
}

TEST(Random, ShuffleGivesEveryOrderEquallyOften) {
    Random random(3);
    std::vector<int> counts(6);
    std::vector<std::vector<int>> orders;
    std::vector<int> items{0, 1, 2};
    do
        orders.push_back(items);
    while (std::ranges::next_permutation(items).found);
    for (int i = 0; i < 60'000; ++i) {
        std::vector<int> shuffled{0, 1, 2};
        random.shuffle(shuffled);
        ++counts[static_cast<std::size_t>(std::ranges::find(orders, shuffled) - orders.begin())];
    }
    EXPECT_LT(chi_square(counts), 5 + 4 * std::sqrt(10));
}

TEST(Random, PickAndWeightedRespectTheOdds) {
    Random random(3);
    const std::vector<int> items{4, 5, 6};
    std::vector<int> picked(3);
    std::vector<int> weighted(4);
    const std::vector<double> weights{1, 0, 3, 0};
    for (int i = 0; i < 40'000; ++i) {
        ++picked[static_cast<std::size_t>(random.pick(items) - 4)];
        ++weighted[random.weighted(weights)];
    }
    EXPECT_LT(chi_square(picked), 2 + 4 * 2);
    EXPECT_EQ(weighted[1], 0);
    EXPECT_EQ(weighted[3], 0);
    EXPECT_NEAR(weighted[0], 10'000, 4 * std::sqrt(40'000 * 0.25 * 0.75));
    const std::vector<double> nothing{0, 0};
    EXPECT_DEATH(random.weighted(nothing), "total > 0");
}

TEST(Hash, IsXxh3) {  // the published value for empty input
    EXPECT_EQ(hash_text(""), 0x2d06800538d394c2U);
    EXPECT_EQ(hash_text("nemesis"), 0x39da8b8b8d5576e2U);
    EXPECT_NE(hash_text("nemesis", 1), hash_text("nemesis"));
}

TEST(Hash, CombineKeepsOrderApart) {
    EXPECT_NE(hash_combine(hash_combine(0, 1), 2), hash_combine(hash_combine(0, 2), 1));
    EXPECT_NE(hash_combine(0, 0), 0U);
}

}  // namespace
}  // namespace ordeal::core
