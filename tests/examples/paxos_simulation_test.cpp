#include <gtest/gtest.h>

#include "examples/paxos/paxos.hpp"
#include "tests/examples/trial.hpp"

namespace ordeal::test {
namespace {

using examples::Paxos;
using examples::PaxosBug;

constexpr Paxos paxos(PaxosBug bug) {
    return {.bug = bug, .retry = std::chrono::milliseconds(1)};
}

TEST(PaxosSimulation, CorrectServersNeverFail) {
    for (const std::uint32_t nodes : {1U, 2U, 3U, 5U}) {
        const auto outcome = trials(paxos(PaxosBug::none), nodes, Chaos{}, 500);
        EXPECT_EQ(outcome.failed, 0) << nodes << " nodes, " << outcome.first;
        EXPECT_GT(outcome.completed, 2000) << nodes << " nodes";
        RecordProperty("completed-" + std::to_string(nodes), outcome.completed);
    }
}

/// Chance does not find a forgotten promise, in thousands of trials; the model checker does.
TEST(PaxosSimulation, MostPlantedBugsAreSeen) {
    for (const auto bug : {PaxosBug::forgets, PaxosBug::ignores_promise, PaxosBug::own_value}) {
        const auto outcome = trials(paxos(bug), 3, Chaos{.late = 0.4, .crash = 0.02}, 2000);
        EXPECT_GT(outcome.failed, 0) << static_cast<int>(bug);
        RecordProperty("failed-" + std::to_string(static_cast<int>(bug)), outcome.failed);
    }
}

}  // namespace
}  // namespace ordeal::test
