// Counts of actor models that others found, by the same rules: generated, unique, depth.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/golden.hpp"
#include "tests/checker/register_systems.hpp"

namespace ordeal::tests {
namespace {

template <typename A>
void expect_counts(const A& actor, const Golden& golden) {
    for (const auto memory : {checker::Memory::exact, checker::Memory::fingerprint}) {
        for (const unsigned threads : {1U, 3U}) {
            const auto model = register_system(
                actor, golden.servers, golden.clients,
                {.network = golden.network, .lossy = golden.lossy, .crashes = 0, .history = {}});
            const auto report = checker::whole_check(
                model, {.memory = memory, .threads = threads, .explore_all = true});
            expect_golden(report, golden);
        }
    }
}

class SingleCopyCounts : public testing::TestWithParam<Golden> {};

TEST_P(SingleCopyCounts, AreThoseKnown) {
    expect_counts(SingleCopy{}, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Golden, SingleCopyCounts,
    testing::Values(Golden{1, 1, ordered, false, 5, 5, 5}, Golden{1, 1, unordered, false, 5, 5, 5},
                    Golden{1, 1, duplicating, false, 20, 9, 6},
                    Golden{1, 1, ordered, true, 9, 8, 5}, Golden{1, 1, unordered, true, 9, 8, 5},
                    Golden{1, 2, ordered, false, 121, 93, 9},
                    Golden{1, 2, unordered, false, 121, 93, 9},
                    // A put that arrives again, after another client's, undoes it.
                    Golden{1, 2, duplicating, false, 6219, 1323, 14, false},
                    Golden{1, 2, ordered, true, 325, 168, 9},
                    Golden{1, 2, unordered, true, 325, 168, 9},
                    Golden{1, 3, ordered, false, 6778, 4243, 13},
                    Golden{1, 3, unordered, false, 6778, 4243, 13},
                    Golden{1, 3, ordered, true, 20755, 8114, 13},
                    Golden{1, 3, unordered, true, 20755, 8114, 13},
                    Golden{2, 2, ordered, false, 81, 62, 9, false},
                    Golden{2, 2, unordered, false, 81, 62, 9, false},
                    Golden{2, 2, duplicating, false, 1703, 375, 11, false},
                    Golden{2, 2, ordered, true, 225, 120, 9, false},
                    Golden{2, 2, unordered, true, 225, 120, 9, false}),
    name_of);

class AbdCounts : public testing::TestWithParam<Golden> {};

TEST_P(AbdCounts, AreThoseKnown) {
    expect_counts(PlainAbd{}, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, AbdCounts,
                         testing::Values(Golden{2, 1, ordered, false, 13, 13, 13},
                                         Golden{2, 1, unordered, false, 13, 13, 13},
                                         Golden{2, 1, ordered, true, 25, 21, 13},
                                         Golden{2, 1, unordered, true, 25, 21, 13},
                                         Golden{2, 2, ordered, false, 883, 620, 25},
                                         Golden{2, 2, unordered, false, 875, 544, 25},
                                         Golden{2, 2, ordered, true, 2459, 1166, 25},
                                         Golden{2, 2, unordered, true, 2630, 1183, 25},
                                         Golden{3, 1, ordered, false, 1486, 559, 21},
                                         Golden{3, 1, unordered, false, 3728, 1449, 17},
                                         Golden{3, 1, ordered, true, 6543, 1451, 18},
                                         Golden{3, 1, unordered, true, 32127, 5999, 17}),
                         name_of);

// One search each, with fingerprints: millions of steps.
template <typename A>
void expect_large(const A& actor, const Golden& golden) {
    const auto model =
        register_system(actor, golden.servers, golden.clients, {.network = golden.network});
    expect_golden(
        checker::whole_check(model, {.memory = checker::Memory::fingerprint, .explore_all = true}),
        golden);
}

TEST(LargeCounts, OfASingleCopyWithFourClients) {
    expect_large(SingleCopy{}, {1, 4, unordered, false, 731789, 400233, 17});
}

TEST(LargeCounts, OfAbdWithTwoClients) {
    expect_large(PlainAbd{}, {3, 2, ordered, false, 4730934, 1212979, 41});
}

// Published as without end: each answer of the network that duplicates lets counters grow. The
// search goes on past a limit, and is stopped by it.
TEST(LargeCounts, OfAbdOnANetworkThatDuplicatesHaveNoEnd) {
    for (const auto& [servers, clients] : {std::pair(2U, 1U), {2U, 2U}, {3U, 1U}}) {
        const auto model = register_system(PlainAbd{}, servers, clients, {.network = duplicating});
        const auto report = checker::whole_check(
            model, {.memory = checker::Memory::fingerprint, .max_states = 200'000});
        EXPECT_EQ(report.unique, 200'000U);
        EXPECT_FALSE(report.exhausted);
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
    }
}

}  // namespace
}  // namespace ordeal::tests
