// The ledger under several threads: an interrupted run heals while a step is under way.
#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "nemesis/driver.hpp"
#include "nemesis/ledger.hpp"
#include "tests/nemesis/fake_target.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

const Fault kill_one = Kill{{"n1"}};

TEST(LedgerThreads, HealingWaitsForABeginUnderWayAndThenEndsIt) {
    core::MonotonicClock clock;
    FakeTarget target;
    std::latch under_way(1), go_on(1);
    target.during = [&](const std::string& call) {
        if (call != "begin 2") return;
        under_way.count_down();
        go_on.wait();
    };
    Ledger ledger(target, clock, {});
    ASSERT_TRUE(ledger.begin(1, kill_one, 0ns));
    std::jthread nemesis([&] { EXPECT_TRUE(ledger.begin(2, kill_one, 0ns)); });
    under_way.wait();
    EXPECT_EQ(ledger.records().size(), 1u);  // does not wait for the begin
    EXPECT_EQ(ledger.active(), 1u);
    std::jthread shutdown([&] { EXPECT_TRUE(ledger.heal_all().empty()); });
    go_on.count_down();
    nemesis.join();
    shutdown.join();
    EXPECT_TRUE(target.active.empty());
    EXPECT_EQ(target.calls, (std::vector<std::string>{"begin 1", "begin 2", "end 2", "end 1"}));
    EXPECT_FALSE(ledger.begin(3, kill_one, 0ns).has_value());
}

Schedule steps_of_begins_and_ends(FaultId faults) {
    Schedule schedule;
    for (FaultId id = 1; id <= faults; ++id) {
        schedule.push_back({core::Nanoseconds(2 * id), id, Phase::begin, 0, kill_one});
        if (id % 3 != 0)
            schedule.push_back({core::Nanoseconds(2 * id + 1), id, Phase::end, 0, kill_one});
    }
    return schedule;
}

TEST(LedgerThreads, WhateverIsUnderWayNothingIsLeftAfterTheHealing) {
    for (std::uint64_t round = 0; round < 200; ++round) {
        core::MonotonicClock clock;
        FakeTarget target(0.1, round);
        std::size_t told = 0;  // no lock: callbacks come one at a time
        Ledger ledger(target, clock,
                      {[&](const core::Value&) { ++told; }, [&](const core::Event&) { ++told; }});
        NemesisDriver driver(steps_of_begins_and_ends(40), 0ns, ledger);
        std::latch start(4);
        std::atomic<bool> done = false;
        const auto at_once = [&start](auto action) {
            return std::jthread([&start, action] {
                start.arrive_and_wait();
                action();
            });
        };
        {
            const auto nemesis = at_once([&] {
                (void)driver.advance(1s);
                done = true;
            });
            const auto reader = at_once([&] {
                while (!done) {
                    const std::size_t active = ledger.active();
                    EXPECT_LE(active, ledger.records().size());
                }
            });
            const auto shutdown = at_once([&] {
                while (!done && ledger.records().size() < round % 20)
                    std::this_thread::yield();
                (void)ledger.heal_all();
            });
            start.arrive_and_wait();
            if (round % 2 == 0) (void)ledger.heal_all();
        }
        EXPECT_EQ(ledger.active(), 0u);
        std::size_t given_up = 0;
        for (const FaultRecord& record : ledger.records())
            given_up += record.began && !record.ended;
        EXPECT_EQ(target.active.size(), given_up);
        EXPECT_EQ(told, 2 * target.calls.size());
    }
}

}  // namespace
}  // namespace ordeal::nemesis
