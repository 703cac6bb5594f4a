#include "nemesis/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "tests/nemesis/fake_target.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const Fault kill_one = Kill{{"n2"}};
const Fault cut = Partition{{{"n1", {"n2"}}}, "one-way"};

class LedgerTest : public testing::Test {
  protected:
    LedgerCallbacks callbacks() {
        return {[this](const core::Value& line) { lines.push_back(core::to_json(line)); },
                [this](const core::Event& event) {
                    std::string text;
                    core::append_event(text, event);
                    events.push_back(text);
                }};
    }

    core::ManualClock clock;
    FakeTarget target;
    std::vector<std::string> lines;
    std::vector<std::string> events;
    std::optional<Ledger> ledger{std::in_place, target, clock, callbacks()};
};

TEST_F(LedgerTest, AFaultHasALineWhenItBeginsAndOneWhenItEnds) {
    target.during = [&](const std::string&) { clock.advance(5ns); };
    clock.set(100ns);
    ASSERT_TRUE(ledger->begin(1, cut, 90ns));
    EXPECT_THAT(lines, ElementsAre(R"({"phase":"begin","id":1,"fault":"partition",)"
                                   R"("shape":"one-way","value":{"n1":["n2"]},"asked":90,)"
                                   R"("began":105,"bit":true,)"
                                   R"("evidence":{"begin":{"begin":"partition"}}})"));
    lines.clear();
    clock.set(200ns);
    ASSERT_TRUE(ledger->end(1, 195ns));
    EXPECT_THAT(lines, ElementsAre(R"({"phase":"end","id":1,"fault":"partition",)"
                                   R"("shape":"one-way","value":{"n1":["n2"]},"asked":90,)"
                                   R"("began":105,"due":195,"ended":205,"bit":true,)"
                                   R"("evidence":{"begin":{"begin":"partition"},)"
                                   R"("end":{"end":"partition"}}})"));
}

TEST_F(LedgerTest, AFaultStandsInTheHistoryWhenItBeginsAndWhenItEnds) {
    clock.set(7ns);
    ASSERT_TRUE(ledger->begin(3, kill_one, 0ns));
    clock.set(9ns);
    ASSERT_TRUE(ledger->end(3, 8ns));
    EXPECT_THAT(events,
                ElementsAre(R"({"index":0,"time":7,"process":"nemesis","type":"info","f":"kill",)"
                            R"("value":["n2"],"fault":3})",
                            R"({"index":0,"time":9,"process":"nemesis","type":"info",)"
                            R"("f":"restart","value":["n2"],"fault":3})"));
}

TEST_F(LedgerTest, WhatCannotBeginIsWrittenDownAndNeverEnded) {
    target.failing = {"begin 1"};
    const auto begun = ledger->begin(1, kill_one, 4ns);
    ASSERT_FALSE(begun.has_value());
    EXPECT_EQ(begun.error().message, "kill n2: no begin 1");
    EXPECT_EQ(ledger->active(), 0u);
    EXPECT_TRUE(ledger->end(1, 5ns));
    EXPECT_TRUE(ledger->heal_all().empty());
    EXPECT_THAT(target.calls, ElementsAre("begin 1 failed"));
    EXPECT_THAT(lines, ElementsAre(R"({"phase":"begin","id":1,"fault":"kill","value":["n2"],)"
                                   R"("asked":4,"bit":false,"evidence":{"begin":null},)"
                                   R"("errors":["no begin 1"]})"));
    EXPECT_THAT(events, ElementsAre(testing::HasSubstr(R"("error":"no begin 1")")));
}

TEST_F(LedgerTest, EndingWhatIsNotActiveDoesNothing) {
    EXPECT_TRUE(ledger->end(8, 0ns));
    ASSERT_TRUE(ledger->begin(1, cut, 0ns));
    EXPECT_TRUE(ledger->end(1, 0ns));
    EXPECT_TRUE(ledger->end(1, 0ns));
    EXPECT_THAT(target.calls, ElementsAre("begin 1", "end 1"));
}

TEST_F(LedgerTest, HealingEndsTheLatestFirst) {
    for (FaultId id = 1; id <= 4; ++id)
        ASSERT_TRUE(ledger->begin(id, cut, 0ns));
    ASSERT_TRUE(ledger->end(2, 0ns));
    target.calls.clear();
    EXPECT_TRUE(ledger->heal_all().empty());
    EXPECT_THAT(target.calls, ElementsAre("end 4", "end 3", "end 1"));
    EXPECT_EQ(ledger->active(), 0u);
    EXPECT_THAT(lines.back(), testing::Not(testing::HasSubstr("due")));
}

TEST_F(LedgerTest, HealingGoesOnWhenAnEndFailsAndGivesThatOneUp) {
    target.failing = {"end 3", "end 1"};
    for (FaultId id = 1; id <= 3; ++id)
        ASSERT_TRUE(ledger->begin(id, kill_one, 0ns));
    EXPECT_THAT(ledger->heal_all(),
                ElementsAre(core::Error{"restart: no end 3"}, core::Error{"restart: no end 1"}));
    EXPECT_FALSE(ledger->records()[0].ended);
    EXPECT_TRUE(ledger->records()[1].ended);
    EXPECT_THAT(ledger->records()[0].errors, ElementsAre("no end 1"));
    EXPECT_THAT(events.back(), testing::HasSubstr(R"("error":"no end 1")"));
}

TEST_F(LedgerTest, HealingTwiceDoesNothingTheSecondTime) {
    target.failing = {"end 1"};
    ASSERT_TRUE(ledger->begin(1, cut, 0ns));
    ASSERT_TRUE(ledger->begin(2, cut, 0ns));
    EXPECT_EQ(ledger->heal_all().size(), 1u);
    EXPECT_TRUE(ledger->heal_all().empty());
    ledger.reset();
    EXPECT_THAT(target.calls, ElementsAre("begin 1", "begin 2", "end 2", "end 1 failed"));
}

TEST_F(LedgerTest, AnEndThatFailedIsTriedOnceMore) {
    target.failing = {"end 1"};
    ASSERT_TRUE(ledger->begin(1, cut, 0ns));
    const auto ended = ledger->end(1, 6ns);
    ASSERT_FALSE(ended.has_value());
    EXPECT_EQ(ended.error().message, "heal-partition: no end 1");
    EXPECT_EQ(ledger->active(), 1u);
    target.failing.clear();
    EXPECT_TRUE(ledger->heal_all().empty());
    EXPECT_TRUE(ledger->records()[0].ended);
    EXPECT_EQ(ledger->records()[0].due, 6ns);
    EXPECT_THAT(ledger->records()[0].errors, ElementsAre("no end 1"));
    EXPECT_THAT(events.back(), testing::Not(testing::HasSubstr("error")));
}

TEST_F(LedgerTest, NothingBeginsAfterTheHealing) {
    ledger->heal_all();
    EXPECT_FALSE(ledger->begin(1, cut, 0ns).has_value());
    EXPECT_TRUE(target.calls.empty());
    EXPECT_TRUE(ledger->records().empty());
}

TEST_F(LedgerTest, TheEndOfItsLifeHeals) {
    ASSERT_TRUE(ledger->begin(1, cut, 0ns));
    ledger.reset();
    EXPECT_TRUE(target.active.empty());
    EXPECT_EQ(lines.size(), 2u);
}

TEST_F(LedgerTest, WithoutCallbacksItWorksToo) {
    Ledger silent(target, clock, {});
    EXPECT_TRUE(silent.begin(1, cut, 0ns));
    EXPECT_TRUE(silent.heal_all().empty());
}

TEST_F(LedgerTest, FaultsThatTouchedNothingAreFound) {
    ASSERT_TRUE(ledger->begin(1, cut, 0ns));
    target.bites = false;
    ASSERT_TRUE(ledger->begin(2, cut, 0ns));
    ASSERT_TRUE(ledger->begin(3, kill_one, 0ns));
    target.failing = {"begin 4"};
    EXPECT_FALSE(ledger->begin(4, kill_one, 0ns));
    ASSERT_TRUE(ledger->end(1, 0ns));
    ASSERT_TRUE(ledger->end(2, 0ns));
    const auto found = toothless(ledger->records());  // 3 is active yet, 4 never took hold
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].id, 2u);
    target.bites = true;
    ASSERT_TRUE(ledger->end(3, 0ns));
    EXPECT_EQ(toothless(ledger->records()).size(), 1u);  // 3 bit before it ended
}

TEST(LedgerDeathTest, AnIdBeginsOnlyOnce) {
    core::ManualClock clock;
    FakeTarget target;
    Ledger ledger(target, clock, {});
    ASSERT_TRUE(ledger.begin(1, cut, 0ns));
    EXPECT_DEATH((void)ledger.begin(1, cut, 0ns), "fault 1 began before");
}

/// Begins, ends and heals at random on a target that fails at random.
class RandomLedger : public testing::TestWithParam<double> {};

void expect_all_done(const FakeTarget& target, const std::vector<FaultRecord>& records) {
    std::size_t given_up = 0;
    for (const FaultRecord& record : records) {
        const int tries = target.ends.contains(record.id) ? target.ends.at(record.id) : 0;
        EXPECT_LE(tries, 2);
        EXPECT_EQ(tries > 0, record.began.has_value());
        if (!record.began) continue;
        EXPECT_EQ(record.errors.size(), static_cast<std::size_t>(tries - (record.ended ? 1 : 0)));
        EXPECT_EQ(record.ended.has_value(), !target.active.contains(record.id));
        given_up += !record.ended;
    }
    EXPECT_EQ(target.active.size(), given_up);
}

TEST_P(RandomLedger, EndsEverythingOnceOrTriesTwice) {
    for (std::uint64_t seed = 0; seed < 500 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        core::ManualClock clock;
        core::Random random(seed);
        FakeTarget target(GetParam(), seed);
        std::size_t told = 0;
        std::set<FaultId> asked_to_end;
        Ledger ledger(target, clock, {[&](const core::Value&) { ++told; }, {}});
        for (FaultId id = 1; id <= 30; ++id) {
            (void)ledger.begin(id, random.chance(0.5) ? cut : kill_one, 0ns);
            const FaultId some = random.below(id) + 1;
            if (asked_to_end.insert(some).second) (void)ledger.end(some, 0ns);
        }
        const std::size_t active = target.active.size();
        const std::size_t failed = ledger.heal_all().size();
        EXPECT_EQ(target.active.size(), failed);
        EXPECT_LE(failed, active);
        EXPECT_EQ(ledger.active(), 0u);
        EXPECT_EQ(told, target.calls.size());
        const std::size_t calls = target.calls.size();
        EXPECT_TRUE(ledger.heal_all().empty());
        EXPECT_EQ(target.calls.size(), calls);
        EXPECT_EQ(ledger.records().size(), 30u);
        expect_all_done(target, ledger.records());
    }
}

INSTANTIATE_TEST_SUITE_P(Failures, RandomLedger, testing::Values(0.0, 0.1, 0.5, 1.0));

/// A kill of the leader.
FaultOnRole kill_leader() {
    return {"leader", Kill{}, [](const std::vector<Node>& holders) -> core::Result<Fault> {
                if (holders.size() > 2) return core::fail("too many of them");
                return Kill{holders};
            }};
}

TEST_F(LedgerTest, AFaultOnARoleIsOneOnThoseWhoHoldItThen) {
    target.holders = {"n3", "n1"};
    clock.set(7ns);
    ASSERT_TRUE(ledger->begin(2, kill_leader(), 6ns));
    EXPECT_EQ(ledger->records().at(0).fault, Fault(Kill{{"n3", "n1"}}));
    EXPECT_THAT(lines, ElementsAre(R"({"phase":"begin","id":2,"fault":"kill","value":["n3","n1"],)"
                                   R"("role":{"name":"leader","holders":["n3","n1"],)"
                                   R"("answers":{"n3":"it is me"}},"asked":6,"began":7,)"
                                   R"("bit":true,"evidence":{"begin":{"begin":"kill"}}})"));
    target.holders = {"n2"};
    ASSERT_TRUE(ledger->end(2, 9ns));
    EXPECT_THAT(events,
                ElementsAre(R"({"index":0,"time":7,"process":"nemesis","type":"info","f":"kill",)"
                            R"("value":["n3","n1"],"fault":2,"role":"leader",)"
                            R"("holders":["n3","n1"]})",
                            R"({"index":0,"time":7,"process":"nemesis","type":"info",)"
                            R"("f":"restart","value":["n3","n1"],"fault":2,"role":"leader",)"
                            R"("holders":["n3","n1"]})"));
}

TEST_F(LedgerTest, AFaultOnARoleThatNobodyHoldsDoesNotTakeHold) {
    EXPECT_EQ(ledger->begin(1, kill_leader(), 0ns).error().message,
              "kill of the leader: nobody is leader");
    target.holders = {"n1", "n2", "n3"};
    EXPECT_EQ(ledger->begin(2, kill_leader(), 0ns).error().message,
              "kill of the leader: too many of them");
    EXPECT_THAT(target.calls, ElementsAre());
    ASSERT_EQ(ledger->records().size(), 2);
    EXPECT_FALSE(ledger->records().at(0).began);
    EXPECT_THAT(ledger->records().at(0).errors, ElementsAre("nobody is leader"));
    EXPECT_THAT(ledger->records().at(1).role->holders, ElementsAre("n1", "n2", "n3"));
    EXPECT_TRUE(ledger->end(1, 5ns));
}

}  // namespace
}  // namespace ordeal::nemesis
