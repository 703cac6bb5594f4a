// The claims of the examples, proved by the model checker; and that it finds each planted bug.
#include <gtest/gtest.h>

#include "checker/actor_model/register_client.hpp"
#include "examples/abd/abd.hpp"
#include "examples/increment-lock/increment_lock.hpp"
#include "examples/increment/increment.hpp"
#include "examples/paxos/paxos.hpp"
#include "examples/ping-pong/model.hpp"
#include "examples/single-copy/single_copy.hpp"
#include "examples/sliding-puzzle/sliding_puzzle.hpp"
#include "examples/timers/model.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/examples/found.hpp"

namespace ordeal::test {
namespace {

using core::Verdict;

TEST(PlantedBugs, OfTwoPhaseCommit) {
    using examples::TwoPhaseCommit;
    using examples::TwoPhaseCommitBug;
    EXPECT_EQ(find(TwoPhaseCommit{4}), holds);
    EXPECT_EQ(find(TwoPhaseCommit{3, TwoPhaseCommitBug::commits_early}),
              (Found{Verdict::invalid, "consistent", 5}));
    EXPECT_EQ(find(TwoPhaseCommit{2, TwoPhaseCommitBug::changes_mind}),
              (Found{Verdict::invalid, "consistent", 7}));
}

TEST(PlantedBugs, OfIncrement) {
    using examples::Increment;
    using examples::IncrementLock;
    using examples::IncrementLockBug;
    const std::string race = "the number counts those that are done";
    EXPECT_EQ(find(Increment{1}), holds);
    EXPECT_EQ(find(Increment{2}), (Found{Verdict::invalid, race, 4}));
    EXPECT_EQ(find(IncrementLock{3}), holds);
    EXPECT_EQ(find(IncrementLock{2, IncrementLockBug::releases_early}).verdict, Verdict::invalid);
    EXPECT_EQ(find(IncrementLock{2, IncrementLockBug::keeps_lock}),
              (Found{Verdict::invalid, "all are done", 3}));
}

TEST(PlantedBugs, OfThePuzzle) {
    using examples::SlidingPuzzle;
    const auto report = checker::whole_check(SlidingPuzzle{}, {});
    ASSERT_TRUE(report.properties[0].path.has_value());
    EXPECT_EQ(report.properties[0].path->steps.size(), 4U);
    const SlidingPuzzle swapped{.start = {0, 2, 1, 3, 4, 5, 6, 7, 8}};
    const auto hopeless = checker::whole_check(swapped, {});
    EXPECT_EQ(hopeless.verdict, Verdict::invalid);
    EXPECT_EQ(hopeless.unique, 181'440U);
}

TEST(PlantedBugs, OfTimers) {
    using examples::Timers;
    EXPECT_EQ(find(examples::timers_model(Timers{}, 3)), holds);
    EXPECT_EQ(find(examples::timers_model(Timers{examples::TimersBug::snoozes}, 3)),
              (Found{Verdict::invalid, "none rings twice", 2}));
}

TEST(PlantedBugs, OfPingPong) {
    using examples::PingPong;
    const auto rally = [](PingPong player, bool lossy) {
        player.last = 5;
        return examples::ping_pong_model(
            player, {.network = checker::Network::unordered_duplicating, .lossy = lossy});
    };
    EXPECT_EQ(find(rally({}, false)), holds);
    EXPECT_EQ(find(rally({}, true)), holds);
    EXPECT_EQ(find(rally({examples::PingPongBug::returns_anything}, false)),
              (Found{Verdict::invalid, "never more than one apart", 2}));
}

/// Two clients, each of which writes and then reads, at one server after another.
template <typename A>
Found find_in_registers(const A& actor, std::size_t servers, unsigned crashes) {
    return find(checker::register_model(actor, servers, 2, {.crashes = crashes}));
}

Found not_linearizable(std::size_t steps) {
    return {Verdict::invalid, "linearizable", steps};
}

TEST(PlantedBugs, OfSingleCopy) {
    using examples::SingleCopy;
    using examples::SingleCopyBug;
    EXPECT_EQ(find_in_registers(SingleCopy{}, 1, 1), holds);
    EXPECT_EQ(find_in_registers(SingleCopy{}, 2, 0), not_linearizable(4));
    EXPECT_EQ(find_in_registers(SingleCopy{SingleCopyBug::stale_reads}, 1, 0), not_linearizable(4));
    EXPECT_EQ(find_in_registers(SingleCopy{SingleCopyBug::forgets}, 1, 0), holds);
    EXPECT_EQ(find_in_registers(SingleCopy{SingleCopyBug::forgets}, 1, 1), not_linearizable(6));
}

examples::Abd abd(examples::AbdBug bug) {
    examples::Abd actor;
    actor.bug = bug;
    actor.retries = 0;
    return actor;
}

TEST(PlantedBugs, OfAbd) {
    using examples::AbdBug;
    EXPECT_EQ(find_in_registers(abd(AbdBug::none), 2, 0), holds);
    EXPECT_EQ(find_in_registers(abd(AbdBug::no_quorum), 3, 0), not_linearizable(4));
    EXPECT_EQ(find_in_registers(abd(AbdBug::forgets), 3, 1), not_linearizable(14));
}

/// To see a read go back in time takes two reads during one write.
TEST(PlantedBugs, OfAbdThatDoesNotWriteBack) {
    using examples::AbdBug;
    const auto readers = [](AbdBug bug) {
        return find(checker::register_model(abd(bug), 3, 2, {}, {"w", "rr"}));
    };
    EXPECT_EQ(readers(AbdBug::none), holds);
    EXPECT_EQ(readers(AbdBug::no_write_back), not_linearizable(11));
}

TEST(PlantedBugs, OfPaxos) {
    using examples::Paxos;
    using examples::PaxosBug;
    EXPECT_EQ(find_in_registers(Paxos{}, 3, 1), holds);
    EXPECT_EQ(find_in_registers(Paxos{PaxosBug::ignores_promise}, 3, 0), not_linearizable(17));
    EXPECT_EQ(find_in_registers(Paxos{PaxosBug::own_value}, 3, 0), not_linearizable(17));
    EXPECT_EQ(find_in_registers(Paxos{PaxosBug::forgets_promise}, 3, 0), holds);
    EXPECT_EQ(find_in_registers(Paxos{PaxosBug::forgets_promise}, 3, 1), not_linearizable(19));
}

}  // namespace
}  // namespace ordeal::test
