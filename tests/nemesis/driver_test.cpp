#include "nemesis/driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/nemesis/fake_target.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const Fault pause_one = Pause{{"n1"}};
const Schedule two_faults = {{10ns, 1, Phase::begin, 0, pause_one},
                             {20ns, 2, Phase::begin, 1, pause_one},
                             {20ns, 1, Phase::end, 0, pause_one},
                             {30ns, 2, Phase::end, 1, pause_one}};

class Driver : public testing::Test {
  protected:
    core::ManualClock clock;
    FakeTarget target;
    Ledger ledger{target, clock, {}};
    NemesisDriver driver{two_faults, 1000ns, ledger};
};

TEST_F(Driver, StepsAreDueAfterTheStartOfTheRunPhase) {
    EXPECT_EQ(driver.next_due(), 1010ns);
    EXPECT_TRUE(driver.advance(1009ns).empty());
    EXPECT_TRUE(target.calls.empty());
    EXPECT_TRUE(driver.advance(1010ns).empty());
    EXPECT_THAT(target.calls, ElementsAre("begin 1"));
    EXPECT_EQ(driver.next_due(), 1020ns);
    driver.advance(1020ns);
    EXPECT_THAT(target.calls, ElementsAre("begin 1", "begin 2", "end 1"));
    driver.advance(1030ns);
    EXPECT_EQ(driver.next_due(), std::nullopt);
    EXPECT_TRUE(driver.advance(9999ns).empty());
    EXPECT_EQ(target.calls.size(), 4u);
}

TEST_F(Driver, LateStepsComeAtOnceAndInOrderAndTheRecordsTell) {
    clock.set(5000ns);
    EXPECT_TRUE(driver.advance(5000ns).empty());
    EXPECT_THAT(target.calls, ElementsAre("begin 1", "begin 2", "end 1", "end 2"));
    const FaultRecord first = ledger.records()[0];
    EXPECT_EQ(first.asked, 1010ns);
    EXPECT_EQ(first.began, 5000ns);
    EXPECT_EQ(first.due, 1020ns);
    EXPECT_EQ(first.ended, 5000ns);
}

TEST_F(Driver, GoesOnWhenAStepFails) {
    target.failing = {"begin 1", "end 2"};
    EXPECT_THAT(driver.advance(1030ns),
                ElementsAre(core::Error{"pause n1: no begin 1"}, core::Error{"resume: no end 2"}));
    EXPECT_THAT(target.calls, ElementsAre("begin 1 failed", "begin 2", "end 2 failed"));
    EXPECT_EQ(ledger.active(), 1u);
}

}  // namespace
}  // namespace ordeal::nemesis
