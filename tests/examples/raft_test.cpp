// Raft under chance, with snapshots and with members that are replaced again and again.
#include "examples/raft/raft.hpp"

#include <gtest/gtest.h>

#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using examples::Raft;
using examples::RaftBug;

Outcome chance(const Raft& server, std::uint32_t nodes, std::uint64_t seeds) {
    return trials(server, nodes, Chaos{}, seeds);
}

TEST(RaftSimulation, SurvivesCrashesLossesAndDuplicates) {
    for (const std::optional<std::int64_t> keep : {std::optional<std::int64_t>(), {0}, {3}})
        for (const std::uint32_t nodes : {1U, 3U, 5U}) {
            const auto outcome = chance(Raft{.keep_entries = keep}, nodes, 200);
            EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
            EXPECT_GT(outcome.completed, 300) << nodes << " nodes";
        }
}

TEST(RaftSimulation, SurvivesThatItsMembersAreReplaced) {
    for (const std::optional<std::int64_t> keep : {std::optional<std::int64_t>(), {0}}) {
        const auto outcome = chance(Raft{.keep_entries = keep, .members = 3}, 5, 400);
        EXPECT_EQ(outcome.failed, 0) << outcome.first;
        EXPECT_GT(outcome.completed, 300);
    }
}

}  // namespace
}  // namespace ordeal::test
