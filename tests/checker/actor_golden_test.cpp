// Counts of actor models that others found, by the same rules: generated, unique, depth.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/register_systems.hpp"

namespace ordeal::tests {
namespace {

using checker::Network;

struct Golden {
    std::size_t servers;
    std::size_t clients;
    Network network;
    bool lossy;
    std::uint64_t generated;
    std::uint64_t unique;
    std::uint32_t depth;
    bool linearizable = true;
};

constexpr auto ordered = Network::ordered;
constexpr auto unordered = Network::unordered;
constexpr auto duplicating = Network::unordered_duplicating;

std::string name_of(const testing::TestParamInfo<Golden>& info) {
    const Golden& g = info.param;
    std::string name = std::to_string(g.servers) + "_" + std::to_string(g.clients) + "_" +
                       std::string(checker::to_text(g.network)) + (g.lossy ? "_lossy" : "");
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

template <typename A>
void expect_counts(const A& actor, const Golden& golden) {
    for (const auto memory : {checker::Memory::exact, checker::Memory::fingerprint}) {
        for (const unsigned threads : {1U, 3U}) {
            const auto model = register_system(
                actor, golden.servers, golden.clients,
                {.network = golden.network, .lossy = golden.lossy, .crashes = 0, .history = {}});
            const auto report = checker::whole_check(
                model, {.memory = memory, .threads = threads, .explore_all = true});
            EXPECT_EQ(report.generated, golden.generated);
            EXPECT_EQ(report.unique, golden.unique);
            EXPECT_EQ(report.max_depth, golden.depth);
            EXPECT_EQ(report.verdict,
                      golden.linearizable ? core::Verdict::valid : core::Verdict::invalid);
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

}  // namespace
}  // namespace ordeal::tests
