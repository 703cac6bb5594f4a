// The first event that nothing can explain: found by halving, and here by looking at each.
#include "checker/replay/violation.hpp"

#include <gtest/gtest.h>

#include "linearizability/generate_history.hpp"

namespace ordeal::checker {
namespace {

using core::Verdict;

core::History generated(const char* model, linearizability::Violation violation,
                        std::uint64_t seed) {
    linearizability::GenerateOptions options;
    options.model = model;
    options.operations = 60;
    options.processes = 4;
    options.violation = violation;
    options.seed = seed;
    return *linearizability::generate_history(options);
}

TEST(Violation, IsAtTheFirstEventThatNothingExplains) {
    for (const char* model : {"register", "cas-register", "counter"})
        for (std::uint64_t seed = 1; seed <= 15; ++seed) {
            const Specification specification{model, nullptr, "linearizable"};
            const auto history = generated(model, linearizability::Violation::middle, seed);
            std::size_t first = 0;
            while (*verdict_of({history.begin(), history.begin() + std::ptrdiff_t(first) + 1},
                               specification) != Verdict::invalid)
                ++first;
            const auto found = first_violation(history, specification);
            ASSERT_TRUE(found.has_value() && found->has_value()) << model << " " << seed;
            EXPECT_EQ((*found)->event, first) << model << " " << seed;
            EXPECT_FALSE((*found)->concerned.empty());
            EXPECT_FALSE((*found)->explanation.empty());
        }
}

TEST(Violation, OfAValidHistoryThereIsNone) {
    const auto found = first_violation(generated("register", linearizability::Violation::none, 1),
                                       {"register", nullptr});
    ASSERT_TRUE(found.has_value());
    EXPECT_FALSE(found->has_value());
}

TEST(Violation, WithoutASpecificationNothingIsJudged) {
    const auto bad = generated("register", linearizability::Violation::middle, 1);
    EXPECT_EQ(*verdict_of(bad, {}), Verdict::unknown);
    EXPECT_EQ(*verdict_of(bad, {"register", nullptr, "eventual"}), Verdict::unknown);
    EXPECT_FALSE(first_violation(bad, {"register", nullptr, "eventual"})->has_value());
    EXPECT_FALSE(
        verdict_of(generated("register", linearizability::Violation::none, 1), {"counter", nullptr})
            .has_value());
}

}  // namespace
}  // namespace ordeal::checker
