// Counts that others found, by the same rules: generated, unique, depth.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::Strategy;

struct Managers {
    std::uint32_t managers;
    std::uint64_t generated;
    std::uint64_t unique;
    std::uint32_t depth;
};

class TwoPhaseCommitCounts : public testing::TestWithParam<Managers> {};

TEST_P(TwoPhaseCommitCounts, AreTheSameInEverySearch) {
    const auto& golden = GetParam();
    const TwoPhaseCommit model{golden.managers};
    for (const Strategy strategy : {Strategy::breadth_first, Strategy::depth_first}) {
        for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
            for (const unsigned threads : {1U, 4U}) {
                const auto report = checker::check(
                    model, {.strategy = strategy, .memory = memory, .threads = threads});
                EXPECT_EQ(report.verdict, core::Verdict::valid);
                EXPECT_EQ(report.generated, golden.generated);
                EXPECT_EQ(report.unique, golden.unique);
                if (strategy == Strategy::breadth_first) {
                    EXPECT_EQ(report.max_depth, golden.depth);
                }
                EXPECT_EQ(report.stopped, "");
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Golden, TwoPhaseCommitCounts,
                         testing::Values(Managers{2, 154, 56, 8}, Managers{3, 1146, 288, 11},
                                         Managers{5, 58146, 8832, 17}));

void expect_large(const Managers& golden, Strategy strategy, unsigned threads) {
    const auto report =
        checker::check(TwoPhaseCommit{golden.managers},
                       {.strategy = strategy, .memory = Memory::fingerprint, .threads = threads});
    EXPECT_EQ(report.verdict, core::Verdict::valid);
    EXPECT_EQ(report.generated, golden.generated);
    EXPECT_EQ(report.unique, golden.unique);
    if (strategy == Strategy::breadth_first) {
        EXPECT_EQ(report.max_depth, golden.depth);
    }
}

TEST(LargeTwoPhaseCommitCounts, OfManyManagers) {
    const Managers seven{7, 2744706, 296448, 23};
    const Managers eight{8, 18507778, 1745408, 26};
    expect_large(seven, Strategy::breadth_first, 2);
    expect_large(seven, Strategy::depth_first, 1);
    expect_large(eight, Strategy::breadth_first, 1);
    expect_large(eight, Strategy::depth_first, 2);
}

}  // namespace
}  // namespace ordeal::tests
