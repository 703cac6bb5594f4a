// The tables of the searches against those of the standard library.
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "core/random.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::tests {
namespace {

bool insert(checker::OrderedTable& table, std::uint64_t entry) {
    bool added = false;
    table.find_or_insert(
        entry, [entry](std::uint64_t other) { return other == entry; }, [entry] { return entry; },
        added);
    return added;
}

TEST(OrderedTable, AgreesWithASet) {
    core::Random random(3);
    // Prints that are uniform, that crowd at the upper end, and that share their upper halves.
    for (const auto& [low, high] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
             {1, UINT64_MAX}, {UINT64_MAX - 5000, UINT64_MAX}, {1, 3000}}) {
        checker::OrderedTable table;
        std::set<std::uint64_t> set;
        for (int i = 0; i < 20'000; ++i) {
            const std::uint64_t entry = low + random.below(high - low);
            ASSERT_EQ(insert(table, entry), set.insert(entry).second);
        }
        EXPECT_EQ(table.size(), set.size());
        std::uint64_t before = 0;
        std::size_t count = 0;
        table.for_each([&](std::uint64_t entry) {
            EXPECT_TRUE(set.contains(entry));
            EXPECT_LE(before >> 32, entry >> 32);
            before = entry;
            ++count;
        });
        EXPECT_EQ(count, set.size());
    }
}

TEST(OrderedTable, IsNeverMuchLargerThanWhatIsInIt) {
    core::Random random(4);
    checker::OrderedTable table;
    for (std::size_t count = 1; count <= 200'000; ++count) {
        insert(table, random.next() | 1);
        if (count < 5000) continue;
        ASSERT_LT(static_cast<double>(table.bytes()), 9.7 * static_cast<double>(count));
    }
}

TEST(OrderedTable, WhatIsNotAdmittedIsNotThere) {
    checker::OrderedTable table;
    bool added = true;
    const auto no = [](std::uint64_t) { return false; };
    table.find_or_insert(7, no, [] { return checker::OrderedTable::none; }, added);
    EXPECT_FALSE(added);
    EXPECT_EQ(table.size(), 0U);
}

TEST(DepthTable, ForgetsWhenItMayNotGrow) {
    core::Random random(5);
    checker::DepthTable roomy(std::size_t{64} << 20);
    checker::DepthTable narrow(32 << 10);
    std::map<std::uint64_t, std::uint32_t> depths;
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        const std::uint64_t print = random.next() | 1;
        depths[print] = i;
        roomy.insert({print, 1, i, 0});
        narrow.insert({print, 1, i, 0});
    }
    EXPECT_FALSE(roomy.forgot());
    for (const auto& [print, depth] : depths) {
        ASSERT_NE(roomy.find(print), nullptr);
        EXPECT_EQ(roomy.find(print)->depth, depth);
        const auto* entry = narrow.find(print);
        EXPECT_TRUE(entry == nullptr || entry->depth == depth);
    }
    EXPECT_TRUE(narrow.forgot());
    EXPECT_LE(narrow.bytes(), 32U << 10);
}

TEST(IterativeDeepening, FindsTheShortestInLittleMemory) {
    const TwoPhaseCommit model{6};
    const auto wide = checker::check(model, {.explore_all = true});
    const auto little = checker::check(model, {.strategy = checker::Strategy::iterative_deepening,
                                               .max_depth = 20,
                                               .max_memory_bytes = std::size_t{1} << 20});
    for (const std::size_t sometimes : {0U, 1U}) {
        ASSERT_TRUE(little.properties[sometimes].path);
        EXPECT_EQ(little.properties[sometimes].path->steps.size(),
                  wide.properties[sometimes].path->steps.size());
    }
    EXPECT_LE(little.visited_bytes, std::size_t{1} << 20);
}

}  // namespace
}  // namespace ordeal::tests
