#include "harness/shrink/ddmin.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::harness {
namespace {

using List = std::vector<int>;

List numbers(int count) {
    List list(static_cast<std::size_t>(count));
    std::iota(list.begin(), list.end(), 0);
    return list;
}

bool has(const List& list, int number) {
    return std::ranges::find(list, number) != list.end();
}

TEST(Ddmin, FindsTheFewThatAreToBlame) {
    int tests = 0;
    const auto fails = [&](const List& list) {
        ++tests;
        return has(list, 7) && has(list, 61) && has(list, 62);
    };
    EXPECT_EQ(ddmin<int>(numbers(100), fails), (List{7, 61, 62}));
    EXPECT_LT(tests, 150);
}

TEST(Ddmin, OneToBlameTakesLogarithmicallyManyTests) {
    int tests = 0;
    const auto fails = [&](const List& list) {
        ++tests;
        return has(list, 777);
    };
    EXPECT_EQ(ddmin<int>(numbers(1000), fails), List{777});
    EXPECT_LT(tests, 40);
}

TEST(Ddmin, NothingToBlameLeavesNothing) {
    EXPECT_EQ(ddmin<int>(numbers(10), [](const List&) { return true; }), List());
    EXPECT_EQ(ddmin<int>({}, [](const List&) { return true; }), List());
}

TEST(Ddmin, WhenAllAreNeededAllAreKept) {
    const List all = numbers(13);
    EXPECT_EQ(ddmin<int>(all, [&](const List& list) { return list == all; }), all);
}

/// Any condition: what is left fails, and without any one item of it it does not.
TEST(Ddmin, WhatIsLeftFailsAndNoItemOfItCanBeLeftOut) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        core::Random random(seed);
        const int count = static_cast<int>(1 + random.below(40));
        const std::uint64_t salt = random.next();
        const auto fails = [&](const List& list) {  // some part of the first few, or enough of all
            core::Random of_list(salt);
            for (const int number : list)
                of_list = of_list.split(static_cast<std::uint64_t>(number));
            return list == numbers(count) || of_list.chance(0.3);
        };
        const List left = ddmin<int>(numbers(count), fails);
        EXPECT_TRUE(fails(left));
        for (std::size_t i = 0; i < left.size(); ++i) {
            List rest = left;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
            EXPECT_FALSE(fails(rest)) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace ordeal::harness
