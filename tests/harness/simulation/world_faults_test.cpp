// Faults of clocks and disks in world sim, on nodes that count ticks of a timer and save each.
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/compare.hpp"
#include "core/json.hpp"
#include "harness/simulation/world.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;
using core::Value;
using nemesis::Evidence;

struct Ticker {
    struct Nothing {};
    using Message = std::variant<Nothing>;
    struct State {
        std::int64_t ticks = 0;
    };
    using Storage = State;
    enum class Timer { tick };
    using Out = actors::Outbox<Ticker>;

    static State again(State state, Out& out) {
        out.set_timer(Timer::tick, 10ms, 10ms);
        return state;
    }
    State start(const actors::Self&, const std::optional<Storage>& recovered, Out& out) const {
        return again(recovered.value_or(State{}), out);
    }
    void message(const actors::Self&, State&, actors::Id, const Message&, Out&) const {}
    void timer(const actors::Self&, State& state, Timer, Out& out) const {
        ++state.ticks;
        out.save(state);
        again(state, out);
    }
};
ORDEAL_DESCRIBE(Ticker::Nothing)
ORDEAL_DESCRIBE(Ticker::State, ticks)
BOOST_DESCRIBE_ENUM(Ticker::Timer, tick)

nemesis::Fault lying(std::vector<nemesis::Node> nodes) {
    return nemesis::BadDisk{"lying-fsync", std::move(nodes), {.calls = {"sync"}, .latency = {}}};
}

class WorldFaults : public testing::Test {
  protected:
    WorldFaults() { world.start(); }

    void run_to(Nanoseconds time) {
        while (agenda.next() && *agenda.next() <= time) {
            const Occurrence next = agenda.take();
            clock.set(next.time);
            world.happen(next);
        }
        clock.set(time);
    }
    Evidence begin(nemesis::FaultId id, const nemesis::Fault& fault) {
        const auto evidence = world.begin(id, fault);
        EXPECT_TRUE(evidence) << evidence.error().message;
        return *evidence;
    }
    Evidence end(nemesis::FaultId id, const nemesis::Fault& fault) {
        const auto evidence = world.end(id, fault);
        EXPECT_TRUE(evidence) << evidence.error().message;
        return *evidence;
    }
    /// Of n1, n2 and so on, what is saved.
    std::int64_t ticks(std::size_t node) const {
        const auto saved = cluster->saved(node - 1);
        return saved ? saved->find("ticks")->as_int() : 0;
    }

    std::unique_ptr<actors::Cluster> cluster = actors::make_cluster(Ticker(), 3);
    core::ManualClock clock;
    Agenda agenda;
    actors::LetterBox<Value> mail;
    SimWorld world{{.cluster = *cluster, .clock = clock, .agenda = agenda, .mail = mail},
                   nemesis::LinkRule{},
                   1};
};

TEST_F(WorldFaults, WhatNeedsAnOperatingSystemOrBytesIsRefused) {
    const std::set<std::string_view> unable{
        "term",         "stutter", "crash-loop", "corrupt",  "reset",     "clock-strobe",
        "kill-at-call", "eio",     "enospc",     "slow",     "full-disk", "torn-write",
        "bit-rot",      "cpu",     "memory",     "truncate", "processes", "descriptors"};
    for (const auto& [name, description] : nemesis::fault_names())
        EXPECT_EQ(world.can(name).has_value(), !unable.contains(name)) << name;
    EXPECT_THAT(world.can("flood").error().message,
                testing::HasSubstr("world sim cannot suffer \"flood\"; it can suffer partition, "));
}

TEST_F(WorldFaults, ALieIsAboutAllThatANodeSaves) {
    const nemesis::Fault choosy = nemesis::BadDisk{
        "lying-fsync", {"n1"}, {.calls = {"sync"}, .files = "*.log", .latency = {}}};
    EXPECT_THAT(world.begin(1, choosy).error().message, testing::HasSubstr("cannot have calls"));
}

TEST_F(WorldFaults, AClockThatDriftsTicksAtItsRate) {
    const nemesis::Fault drift = nemesis::ClockDrift{{{"n1", 2}, {"n3", 0.5}}};
    run_to(1004ms);
    const Evidence begun = begin(1, drift);
    EXPECT_TRUE(begun.bit);
    EXPECT_EQ(core::to_json(begun.details),
              R"({"timers-moved":{"n1":[{"timer":"tick","by":-3000000}],)"
              R"("n3":[{"timer":"tick","by":6000000}]}})");
    run_to(2005ms);
    const Evidence ended = end(1, drift);
    EXPECT_TRUE(ended.bit);
    EXPECT_EQ(ticks(1), 100 + 200);
    EXPECT_EQ(ticks(2), 200);
    EXPECT_EQ(ticks(3), 100 + 50);
    EXPECT_EQ(*ended.details.find("timers-moved"), *begun.details.find("timers-moved"));
    EXPECT_EQ(core::to_json(*ended.details.find("timers-set")), R"({"n1":200,"n3":50})");
    EXPECT_EQ(core::to_json(*ended.details.find("moved-back")),
              R"({"n1":[{"timer":"tick","by":2000000}],"n3":[{"timer":"tick","by":-5500000}]})");
    run_to(3005ms);
    EXPECT_EQ(ticks(1), 400);
    EXPECT_EQ(ticks(3), 250);
}

TEST_F(WorldFaults, ADriftThatIsNoneTouchesNothing) {
    const nemesis::Fault drift = nemesis::ClockDrift{{{"n1", 1}}};
    begin(1, drift);
    run_to(1s);
    EXPECT_FALSE(end(1, drift).bit);
}

TEST_F(WorldFaults, ANodeThatIsRestartedStillHasItsClock) {
    const nemesis::Fault drift = nemesis::ClockDrift{{{"n1", 4}}};
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    begin(1, drift);
    begin(2, kill);
    end(2, kill);
    run_to(1s);
    EXPECT_EQ(ticks(1), 400);
}

TEST_F(WorldFaults, AClockThatIsAheadTicksOnceTooEarlyAndOneThatIsBehindTooLate) {
    const nemesis::Fault bump = nemesis::ClockBump{{{"n1", 4ms}, {"n2", -50ms}}};
    const Evidence begun = begin(1, bump);
    EXPECT_TRUE(begun.bit);
    EXPECT_EQ(core::to_json(begun.details),
              R"({"timers-moved":{"n1":[{"timer":"tick","by":-4000000}],)"
              R"("n2":[{"timer":"tick","by":50000000}]}})");
    run_to(59ms);
    EXPECT_EQ(ticks(1), 6) << "at 6, 16, ... 56 ms";
    EXPECT_EQ(ticks(2), 0);
    EXPECT_EQ(ticks(3), 5);
    run_to(61ms);
    EXPECT_EQ(ticks(2), 1);
    const Evidence ended = end(1, bump);
    EXPECT_EQ(core::to_json(*ended.details.find("moved-back")),
              R"({"n1":[{"timer":"tick","by":4000000}],"n2":[{"timer":"tick","by":-9000000}]})");
    run_to(75ms);
    EXPECT_EQ(ticks(1), 7) << "at 70 ms";
    EXPECT_EQ(ticks(2), 3) << "at 61 and 71 ms";
}

TEST_F(WorldFaults, AClockWithoutTimersIsNotTouched) {
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    const nemesis::Fault bump = nemesis::ClockBump{{{"n1", 4ms}}};
    begin(1, kill);
    EXPECT_FALSE(begin(2, bump).bit);
    EXPECT_FALSE(end(2, bump).bit);
}

TEST_F(WorldFaults, APowerLossTakesWhatIsNotSyncedAndAKillDoesNot) {
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    const nemesis::Fault dark = nemesis::PowerLoss{{"n1", "n2"}};
    run_to(105ms);
    EXPECT_EQ(core::to_json(begin(1, kill).details), R"({"running":["n1"]})");
    const Evidence begun = begin(2, dark);
    EXPECT_EQ(core::to_json(begun.details),
              R"({"not-running":["n1"],"saves-lost":{"n1":10,"n2":10},"running":["n2"]})");
    EXPECT_TRUE(begun.bit);
    const Evidence ended = end(2, dark);
    EXPECT_EQ(core::to_json(*ended.details.find("held-by-another-fault")), R"(["n1"])");
    EXPECT_EQ(core::to_json(*ended.details.find("restarted")), R"(["n2"])");
    EXPECT_EQ(ticks(2), 0);
    run_to(205ms);
    EXPECT_EQ(ticks(2), 10);
    EXPECT_EQ(ticks(3), 20);
    end(1, kill);
    EXPECT_EQ(ticks(1), 0);
}

TEST_F(WorldFaults, AKillAloneKeepsWhatWasSaved) {
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    run_to(105ms);
    begin(1, kill);
    end(1, kill);
    EXPECT_EQ(ticks(1), 10);
}

TEST_F(WorldFaults, AKillOnADiskThatLiesLosesWhatItWasToldMeanwhile) {
    const nemesis::Fault lie = lying({"n1", "n2"});
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    const nemesis::Fault dark = nemesis::PowerLoss{{"n1"}};
    run_to(105ms);
    begin(1, dark);
    end(1, dark);
    run_to(206ms);  // n1 has begun to count anew at 105
    EXPECT_FALSE(begin(2, lie).bit);
    run_to(256ms);
    EXPECT_EQ(ticks(1), 15);
    const Evidence killed = begin(3, kill);
    EXPECT_EQ(core::to_json(killed.details), R"({"running":["n1"],"saves-lost":{"n1":15}})");
    end(3, kill);
    EXPECT_EQ(ticks(1), 0);
    run_to(277ms);
    const Evidence ended = end(2, lie);
    EXPECT_TRUE(ended.bit);
    EXPECT_EQ(core::to_json(ended.details),
              R"({"saves":{"n1":7,"n2":7},"saves-lost":{"n1":15,"n2":0}})");
    begin(4, dark);
    EXPECT_EQ(ticks(1), 2) << "the truth is told: what is saved is durable";
}

TEST_F(WorldFaults, ALieThatNobodyDiesOfTouchesNothing) {
    const nemesis::Fault lie = lying({"n1"});
    begin(1, lie);
    run_to(1s);
    EXPECT_FALSE(end(1, lie).bit);
}

nemesis::Fault failing(std::vector<nemesis::Node> nodes, double probability = 1,
                       std::string point = "wal/sync") {
    return nemesis::FailurePoint{std::move(nodes), std::move(point), probability};
}

TEST_F(WorldFaults, ANodeEndsWhenItsSaveFailsAndHasWhatItSavedBefore) {
    const nemesis::Fault fault = failing({"n1"});
    run_to(105ms);
    EXPECT_FALSE(begin(1, fault).bit);
    run_to(205ms);
    EXPECT_EQ(ticks(1), 10);
    EXPECT_EQ(ticks(2), 20);
    const Evidence ended = end(1, fault);
    EXPECT_TRUE(ended.bit);
    EXPECT_EQ(core::to_json(ended.details), R"({"calls":{"n1":{"asked":1,"failed":1}},)"
                                            R"("gave-up":["n1"],"restarted":["n1"]})");
    run_to(305ms);
    EXPECT_EQ(ticks(1), 20);
    EXPECT_EQ(ticks(2), 30);
}

TEST_F(WorldFaults, ASaveFailsAsOftenAsItShouldAndBySeed) {
    const nemesis::Fault fault = failing({"n1"}, 0.05, "wal/append");
    std::vector<std::int64_t> asked;
    for (nemesis::FaultId id = 1; id <= 40; ++id) {
        begin(id, fault);
        run_to(clock.now() + 10s);
        asked.push_back(end(id, fault).details.find("calls")->find("n1")->find("asked")->as_int());
    }
    const double mean = static_cast<double>(std::accumulate(asked.begin(), asked.end(), 0)) / 40;
    EXPECT_NEAR(mean, 20, 10) << "the mean of 40 geometric draws: a deviation of 3.1";
    EXPECT_GT(std::set(asked.begin(), asked.end()).size(), 10U);
}

TEST_F(WorldFaults, APointThatNoSaveComesToTouchesNothing) {
    const nemesis::Fault fault = failing({"n1"});
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    begin(1, kill);
    begin(2, fault);
    run_to(1s);
    const Evidence ended = end(2, fault);
    EXPECT_FALSE(ended.bit);
    EXPECT_EQ(core::to_json(ended.details), R"({"calls":{"n1":{"asked":0,"failed":0}}})");
}

TEST_F(WorldFaults, WhoGivesUpWhileAnotherFaultHoldsItStaysDown) {
    const nemesis::Fault fault = failing({"n1"}, 1, "wal/*");
    const nemesis::Fault kill = nemesis::Kill{{"n1"}};
    begin(1, fault);
    run_to(105ms);
    begin(2, kill);
    EXPECT_EQ(core::to_json(*end(1, fault).details.find("held-by-another-fault")), R"(["n1"])");
    EXPECT_EQ(core::to_json(*end(2, kill).details.find("restarted")), R"(["n1"])");
    run_to(205ms);
    EXPECT_EQ(ticks(1), 10);
}

TEST_F(WorldFaults, ANodeThatEndsAmongWhatWaitedForItLosesTheRest) {
    const nemesis::Fault fault = failing({"n1"});
    const nemesis::Fault pause = nemesis::Pause{{"n1"}};
    run_to(105ms);
    begin(1, pause);
    begin(2, fault);
    run_to(205ms);
    end(1, pause);  // its tick of 110 ms comes at once
    EXPECT_EQ(core::to_json(*end(2, fault).details.find("gave-up")), R"(["n1"])");
    run_to(305ms);
    EXPECT_EQ(ticks(1), 20);
}

TEST_F(WorldFaults, PointsThatASimulatedNodeHasNotAreRefused) {
    EXPECT_THAT(world.begin(1, failing({"n1"}, 1, "posix/io/sync/fsync")).error().message,
                testing::HasSubstr("has the failure points wal/append and wal/sync, not posix/"));
}

}  // namespace
}  // namespace ordeal::harness
