// Longer histories, made up and broken: what needs no search must be judged as by the search.
#include <gtest/gtest.h>

#include "core/history/operation.hpp"
#include "linearizability/generate_history.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {
namespace {

using core::Operation;
using core::Verdict;
using linearizability::Engine;
using linearizability::GenerateOptions;
using linearizability::Partition;
using linearizability::Violation;

Partition judged(const std::vector<Operation>& operations, const std::string& model,
                 Engine engine) {
    linearizability::JudgeOptions options;
    options.model = model;
    options.engine = engine;
    options.memory_bytes = std::size_t{64} << 20;
    const auto judgement = judge(operations, options);
    EXPECT_TRUE(judgement) << judgement.error().message;
    return judgement->partitions.at(0);
}

std::vector<Operation> generated(const GenerateOptions& options) {
    const auto history = generate_history(options);
    EXPECT_TRUE(history) << history.error().message;
    return *core::pair_operations(*history);
}

/// Two operations with an answer, not far from each other, get each other's.
void exchange_answers(std::vector<Operation>& operations, core::Random& random) {
    for (int tries = 0; tries < 100; ++tries) {
        Operation& a = operations[random.below(operations.size())];
        Operation& b = operations[std::min(a.id + 1 + random.below(20), operations.size() - 1)];
        if (a.outcome != core::EventType::ok || b.outcome != a.outcome || a.f != b.f) continue;
        if (a.f != "read" && a.f != "contains") continue;
        if (a.result == b.result) continue;
        std::swap(a.result, b.result);
        return;
    }
}

struct Counts {
    std::size_t valid = 0;
    std::size_t invalid = 0;
};

/// Where the search runs out of memory there is nothing to compare with.
void compare(const std::vector<Operation>& operations, const std::string& model, Counts& counts) {
    const Partition fast = judged(operations, model, Engine::automatic);
    const Partition slow = judged(operations, model, Engine::search);
    ASSERT_NE(fast.verdict, Verdict::unknown);
    if (slow.verdict == Verdict::unknown) return;
    ASSERT_EQ(fast.verdict, slow.verdict) << to_text(operations);
    EXPECT_EQ(fast.explored, 0u);
    EXPECT_GT(slow.explored, 0u);
    ++(fast.verdict == Verdict::valid ? counts.valid : counts.invalid);
    if (fast.verdict == Verdict::valid) return;
    EXPECT_EQ(fast.counterexample->broken, slow.counterexample->broken) << to_text(operations);
    if (fast.counterexample->all_possible && slow.counterexample->all_possible) {
        EXPECT_EQ(fast.counterexample->possible, slow.counterexample->possible);
    }
}

class LongHistories : public ::testing::TestWithParam<std::string> {};

TEST_P(LongHistories, AreJudgedAsByTheSearch) {
    core::Random random(11);
    Counts counts;
    for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
        GenerateOptions options{.model = GetParam(), .values = 0, .seed = seed};
        const bool narrow = GetParam() == "set" || GetParam() == "log";
        options.operations = narrow ? 30 : 120;
        options.processes = 2 + seed % (narrow ? 3 : 7);
        options.crashed = seed % 3 * (narrow ? 1 : 4);
        auto operations = generated(options);
        compare(operations, GetParam(), counts);
        exchange_answers(operations, random);
        compare(operations, GetParam(), counts);
        const auto kinds = linearizability::violation_kinds(GetParam());
        options.violation = seed % 2 == 0 ? Violation::start : Violation::end;
        options.violation_kind = kinds[seed % kinds.size()];
        compare(generated(options), GetParam(), counts);
    }
    EXPECT_GE(counts.valid, 60u);
    EXPECT_GE(counts.invalid, 60u);
}

INSTANTIATE_TEST_SUITE_P(Monitors, LongHistories,
                         ::testing::Values("register", "cas-register", "set", "log"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace ordeal::testing
