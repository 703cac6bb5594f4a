// Two-phase commit among processes: its claim holds, each planted bug is found in the least steps,
// and chance does not break it.
#include "examples/atomic-commit/atomic_commit.hpp"

#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "tests/examples/found.hpp"
#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;
using examples::AtomicCommit;
using examples::AtomicCommitBug;

Found find_in_commits(AtomicCommitBug bug, std::size_t servers, unsigned crashes,
                      std::size_t clients = 1) {
    checker::ActorModelOptions options{.crashes = crashes};
    const AtomicCommit actor{.bug = bug, .repeats = false};
    return find(checker::register_model(actor, servers, clients, std::move(options)));
}

Found not_linearizable(std::size_t steps) {
    return {Verdict::invalid, "linearizable", steps};
}

TEST(PlantedBugs, OfAtomicCommit) {
    using enum AtomicCommitBug;
    EXPECT_EQ(find_in_commits(none, 2, 1, 2), holds);
    EXPECT_EQ(find_in_commits(none, 3, 1), holds);
    EXPECT_EQ(find_in_commits(reads_through, 2, 0), not_linearizable(6));
    EXPECT_EQ(find_in_commits(commits_early, 3, 0), not_linearizable(6));
    EXPECT_EQ(find_in_commits(aborts_alone, 2, 0), not_linearizable(7));
    EXPECT_EQ(find_in_commits(forgets_vote, 2, 0), holds);
    EXPECT_EQ(find_in_commits(forgets_vote, 2, 1), not_linearizable(8));
    EXPECT_EQ(find_in_commits(forgets_outcome, 2, 1), not_linearizable(11));
}

TEST(AtomicCommitSimulation, SurvivesCrashesLossesAndDuplicates) {
    for (const std::uint32_t nodes : {1U, 2U, 3U}) {
        const auto outcome = trials(AtomicCommit{}, nodes, Chaos{}, 500);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 1000) << nodes << " nodes";
    }
}

TEST(AtomicCommitSimulation, EachPlantedBugIsSeen) {
    using enum AtomicCommitBug;
    for (const auto bug :
         {commits_early, aborts_alone, forgets_outcome, forgets_vote, reads_through}) {
        const auto outcome = trials(AtomicCommit{.bug = bug}, 3, Chaos{}, 1000);
        EXPECT_GT(outcome.failed, 5) << static_cast<int>(bug);
    }
}

}  // namespace
}  // namespace ordeal::test
