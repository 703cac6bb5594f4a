// The chain: clients see one copy whoever is taken out of it, each planted bug is found in the
// least steps, and chance does not break it.
#include <gtest/gtest.h>

#include "examples/chain-replication/model.hpp"
#include "tests/examples/found.hpp"
#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;
using examples::ChainBug;
using examples::ChainReplication;

struct Bounds {
    std::int64_t chains = 2;
    std::size_t servers = 3;  // the master included
    std::vector<std::string> scripts = {};
};

Found find_in(ChainBug bug, const Bounds& bounds, checker::ActorModelOptions options = {}) {
    ChainReplication actor;
    actor.bug = bug;
    return find(examples::chain_model(actor, bounds.servers, 1, bounds.chains, std::move(options),
                                      bounds.scripts));
}

Found not_linearizable(std::size_t steps) {
    return {Verdict::invalid, "linearizable", steps};
}

TEST(ChainReplication, IsOneCopyWhoeverIsTakenOut) {
    EXPECT_EQ(find_in(ChainBug::none, {.chains = 3}), holds);
    EXPECT_EQ(find_in(ChainBug::none, {.servers = 4}), holds);
    EXPECT_EQ(find_in(ChainBug::none, {.servers = 4}, {.lossy = true}), holds);
    EXPECT_EQ(find_in(ChainBug::none, {}, {.crashes = 1}), holds);
}

TEST(PlantedBugs, OfChainReplication) {
    EXPECT_EQ(find_in(ChainBug::head_answers, {}), not_linearizable(11));
    EXPECT_EQ(find_in(ChainBug::dirty_reads, {}), not_linearizable(8));
    EXPECT_EQ(find_in(ChainBug::reads_at_tail, {.scripts = {"wrr"}}), not_linearizable(10));
    EXPECT_EQ(find_in(ChainBug::forgets_open, {}), not_linearizable(9));
    EXPECT_EQ(find_in(ChainBug::joins_empty, {.chains = 3}), not_linearizable(14));
}

TEST(ChainReplicationSimulation, SurvivesCrashesLossesAndDuplicates) {
    for (const std::uint32_t nodes : {2U, 4U, 5U}) {
        const auto outcome = trials(ChainReplication{}, nodes, Chaos{}, 200);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 400) << nodes << " nodes";
    }
}

}  // namespace
}  // namespace ordeal::test
