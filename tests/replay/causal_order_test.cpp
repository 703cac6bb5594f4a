// The order of what depends on each other, against its definition.
#include "checker/replay/causal_order.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::checker {
namespace {

using Before = std::vector<std::vector<std::size_t>>;

/// What the definition says, item by item.
std::vector<std::size_t> by_definition(const std::vector<std::int64_t>& times,
                                       const Before& before) {
    std::vector<std::size_t> order;
    std::vector<bool> placed(times.size(), false);
    const auto ready = [&](std::size_t i) {
        return !placed[i] && std::ranges::all_of(before[i], [&](auto c) { return placed[c]; });
    };
    while (order.size() < times.size()) {
        std::size_t best = times.size();
        for (std::size_t i = 0; i < times.size(); ++i)
            if (ready(i) && (best == times.size() || times[i] < times[best])) best = i;
        placed[best] = true;
        order.push_back(best);
    }
    return order;
}

TEST(CausalOrder, IsTheEarliestByTheClocks) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        core::Random random(seed);
        const std::size_t size = 1 + random.below(12);
        std::vector<std::int64_t> times;
        Before before(size);
        for (std::size_t i = 0; i < size; ++i) {
            times.push_back(random.between(0, 9));
            for (std::size_t j = 0; j < i; ++j)
                if (random.below(4) == 0) before[i].push_back(j);
        }
        const auto order = causal_order(times, before);
        ASSERT_TRUE(order.has_value());
        EXPECT_EQ(*order, by_definition(times, before)) << "seed " << seed;
    }
}

TEST(CausalOrder, OfACircleThereIsNone) {
    EXPECT_FALSE(causal_order({0, 0, 0}, {{}, {2}, {1}}).has_value());
}

}  // namespace
}  // namespace ordeal::checker
