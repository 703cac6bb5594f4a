// Counts that others found, by the same rules: generated, unique, depth.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::Strategy;

struct Golden {
    std::uint32_t managers;
    std::uint64_t generated;
    std::uint64_t unique;
    std::uint32_t depth;
};

class TwoPhaseCommitCounts : public testing::TestWithParam<Golden> {};

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
                         testing::Values(Golden{2, 154, 56, 8}, Golden{3, 1146, 288, 11},
                                         Golden{5, 58146, 8832, 17}));

}  // namespace
}  // namespace ordeal::tests
