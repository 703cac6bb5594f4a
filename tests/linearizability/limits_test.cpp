// Limits, at every moment at which a judgement asks for them: instead of time, the looks at the
// limits are counted, and each of them in turn is the last one that is allowed. The verdict is then
// the right one or `unknown`, and what is still done needs hardly any further looks.
#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>

#include "linearizability/generate_history.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::testing {
namespace {

using core::Operation;
using core::Verdict;
using linearizability::GenerateOptions;
using linearizability::Judgement;
using linearizability::JudgeOptions;
using linearizability::Violation;

class LimitsAt : public ::testing::TestWithParam<GenerateOptions> {
  protected:
    LimitsAt() {
        const auto history = linearizability::generate_history(GetParam());
        EXPECT_TRUE(history) << history.error().message;
        operations_ = *core::pair_operations(*history);
        options_.model = GetParam().model;
        options_.looks_left = &looks_left_;
        options_.weaker = GetParam().operations <= 500;  // takes long
    }

    Judgement judge(std::int64_t looks) {
        looks_left_ = looks;
        return *linearizability::judge(operations_, options_);
    }

    static constexpr std::int64_t plenty = 1'000'000;

    std::atomic<std::int64_t> looks_left_ = 0;
    std::vector<Operation> operations_;
    JudgeOptions options_;
};

void expect_reasons(const Judgement& judgement) {
    for (const auto& partition : judgement.partitions) {
        if (partition.verdict != Verdict::unknown) continue;
        EXPECT_EQ(partition.reason, "cancelled");
        EXPECT_FALSE(partition.witness);
        EXPECT_FALSE(partition.counterexample);
    }
}

TEST_P(LimitsAt, AnyMomentTheVerdictIsRightOrUnknown) {
    const Verdict expected =
        GetParam().violation == Violation::none ? Verdict::valid : Verdict::invalid;
    ASSERT_EQ(judge(plenty).verdict, expected);
    const std::int64_t needed = plenty - looks_left_;
    // Splitting (twice), compiling and deciding take a look at every 4096th operation at least.
    const auto least = static_cast<std::int64_t>(4 * operations_.size() / 4096);
    EXPECT_GE(needed, least);
    const std::int64_t step = std::max<std::int64_t>(1, needed / (options_.weaker ? 6 : 20));
    for (std::int64_t looks = 0; looks < needed; looks += step) {
        const Judgement judgement = judge(looks);
        EXPECT_LE(-looks_left_, 20 + 4 * static_cast<std::int64_t>(GetParam().keys)) << looks;
        expect_reasons(judgement);
        if (expected == Verdict::valid)
            EXPECT_EQ(judgement.verdict, Verdict::unknown) << looks << " of " << needed;
        else
            EXPECT_NE(judgement.verdict, Verdict::valid) << looks << " of " << needed;
    }
    EXPECT_EQ(judge(0).verdict, Verdict::unknown);
    EXPECT_EQ(judge(needed).verdict, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Histories, LimitsAt,
    ::testing::Values(
        GenerateOptions{.operations = 9'000, .processes = 10},
        GenerateOptions{.operations = 9'000, .processes = 10, .violation = Violation::end},
        GenerateOptions{.operations = 9'000,
                        .processes = 10,
                        .violation = Violation::end,
                        .violation_kind = "stale"},
        GenerateOptions{
            .operations = 200, .crashed = 5, .violation = Violation::end, .violation_kind = "lost"},
        GenerateOptions{.model = "register", .operations = 9'000, .processes = 10, .values = 0},
        GenerateOptions{.model = "register",
                        .operations = 9'000,
                        .processes = 10,
                        .values = 0,
                        .violation = Violation::middle},
        GenerateOptions{.model = "kv", .operations = 9'000, .processes = 20, .keys = 10},
        GenerateOptions{.model = "fifo-queue", .operations = 9'000, .processes = 10, .values = 0},
        GenerateOptions{.model = "stack",
                        .operations = 9'000,
                        .processes = 10,
                        .values = 0,
                        .violation = Violation::end},
        GenerateOptions{.model = "fifo-queue", .operations = 40, .processes = 3},
        GenerateOptions{.model = "set",
                        .operations = 9'000,
                        .processes = 10,
                        .values = 0,
                        .violation = Violation::end},
        GenerateOptions{.model = "counter", .operations = 9'000, .processes = 3}));

}  // namespace
}  // namespace ordeal::testing
