#include <gtest/gtest.h>

#include "examples/abd/abd.hpp"
#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using actors::Id;
using examples::Abd;
using examples::AbdBug;

Outcome trials(AbdBug bug, std::uint32_t nodes, Chaos chaos, std::uint64_t seeds) {
    return trials(Abd{.bug = bug, .retries = 8}, nodes, chaos, seeds);
}

TEST(AbdSimulation, OracleTellsRightFromWrong) {
    const RegisterCall write{true, 1, 0, 2};
    EXPECT_TRUE(linearizable({write, {false, 1, 3, 4}}));
    EXPECT_FALSE(linearizable({write, {false, nullptr, 3, 4}}));
    EXPECT_TRUE(linearizable({write, {false, nullptr, 1, 4}}));
    EXPECT_FALSE(linearizable({write, {false, 2, 1, 4}}));
    const RegisterCall open{true, 2, 0};
    EXPECT_TRUE(linearizable({open, {false, 2, 5, 6}}));
    EXPECT_TRUE(linearizable({open, {false, nullptr, 5, 6}, {false, 2, 7, 8}}));
    EXPECT_FALSE(linearizable({open, {false, 2, 5, 6}, {false, nullptr, 7, 8}}));
}

TEST(AbdSimulation, CorrectReplicasNeverFail) {
    for (const std::uint32_t nodes : {1U, 2U, 3U, 5U}) {
        const auto outcome = trials(AbdBug::none, nodes, Chaos{}, 2000);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 8000) << nodes << " nodes";
        EXPECT_GT(outcome.open, 100) << nodes << " nodes";
        RecordProperty("completed-" + std::to_string(nodes), outcome.completed);
    }
}

TEST(AbdSimulation, WithoutFaultsEveryCallCompletes) {
    const auto outcome = trials(AbdBug::none, 3, Chaos{0, 0, 0, 0, 0, 0}, 300);
    EXPECT_EQ(outcome.failed, 0) << outcome.first;
    EXPECT_LT(outcome.open, outcome.completed / 100);
}

TEST(AbdSimulation, EachPlantedBugIsSeen) {
    for (const auto bug : {AbdBug::no_write_back, AbdBug::no_quorum, AbdBug::forgets}) {
        const auto outcome = trials(bug, 3, Chaos{.late = 0.4}, 1000);
        EXPECT_GT(outcome.failed, 10) << static_cast<int>(bug);
        RecordProperty("failed-" + std::to_string(static_cast<int>(bug)), outcome.failed);
    }
}

TEST(AbdSimulation, WithoutAMajorityOperationsEndWithAnError) {
    const auto outcome =
        trials(AbdBug::none, 3, Chaos{.loss = 1, .duplication = 0, .late = 0, .crash = 0}, 100);
    EXPECT_EQ(outcome.failed, 0) << outcome.first;
    EXPECT_EQ(outcome.completed, 0);
    EXPECT_GT(outcome.errors, 500);
}

/// What crashes alone, losses alone and doubling alone can do, each is withstood.
TEST(AbdSimulation, EachKindOfFaultIsWithstoodAlone) {
    for (const Chaos chaos :
         {Chaos{0.3, 0, 0, 0, 0, 0.1}, Chaos{0, 0.6, 0, 0, 0, 0.1},
          Chaos{0, 0, 0.3, 0.05, 0.3, 0.1}, Chaos{0, 0.6, 0.3, 0.05, 0.5, 0.3}}) {
        const auto outcome = trials(AbdBug::none, 3, chaos, 1000);
        EXPECT_EQ(outcome.failed, 0) << outcome.first;
    }
}

}  // namespace
}  // namespace ordeal::test
