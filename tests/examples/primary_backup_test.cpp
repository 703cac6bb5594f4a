// Primary and backup: clients see one copy whatever the view server believes, each planted bug is
// found in the least steps, and chance does not break it.
#include <gtest/gtest.h>

#include "examples/primary-backup/model.hpp"
#include "tests/examples/found.hpp"
#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using checker::Network;
using core::Verdict;
using examples::PrimaryBackup;
using examples::PrimaryBackupBug;

struct Bounds {
    std::int64_t views = 2;
    std::size_t clients = 1;
    std::vector<std::string> scripts = {};
};

Found find_in(PrimaryBackupBug bug, const Bounds& bounds, checker::ActorModelOptions options = {}) {
    PrimaryBackup actor;
    actor.bug = bug;
    return find(examples::primary_backup_model(actor, 3, bounds.clients, bounds.views,
                                               std::move(options), bounds.scripts));
}

Found not_linearizable(std::size_t steps) {
    return {Verdict::invalid, "linearizable", steps};
}

TEST(PrimaryBackup, IsOneCopyWhateverTheViewServerBelieves) {
    EXPECT_EQ(find_in(PrimaryBackupBug::none, {.views = 4}), holds);
    EXPECT_EQ(find_in(PrimaryBackupBug::none, {.views = 3}, {.lossy = true}), holds);
    EXPECT_EQ(find_in(PrimaryBackupBug::none, {}, {.crashes = 1}), holds);
    EXPECT_EQ(find_in(PrimaryBackupBug::none, {.clients = 2, .scripts = {"w", "rr"}}), holds);
}

TEST(PlantedBugs, OfPrimaryBackup) {
    EXPECT_EQ(find_in(PrimaryBackupBug::answers_early, {}), not_linearizable(11));
    EXPECT_EQ(find_in(PrimaryBackupBug::reads_locally, {}), not_linearizable(8));
    EXPECT_EQ(find_in(PrimaryBackupBug::promotes_early, {.views = 4}), not_linearizable(12));
    EXPECT_EQ(find_in(PrimaryBackupBug::obeys_old_views, {}), not_linearizable(10));
    EXPECT_EQ(find_in(PrimaryBackupBug::repeats, {.views = 1, .scripts = {"wwr"}},
                      {.network = Network::unordered_duplicating}),
              not_linearizable(18));
}

TEST(PrimaryBackupSimulation, SurvivesCrashesLossesAndDuplicates) {
    for (const std::uint32_t nodes : {2U, 3U, 5U}) {
        const auto outcome = trials(PrimaryBackup{}, nodes, Chaos{}, 200);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 400) << nodes << " nodes";
    }
}

}  // namespace
}  // namespace ordeal::test
