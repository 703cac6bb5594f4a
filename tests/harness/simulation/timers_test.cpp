// Timers on clocks that drift and jump, compared with the definition: a timer is due at the moment
// at which its node's clock has gone on by what it was set for.
#include "harness/simulation/timers.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::Nanoseconds;
using Change = actors::ClusterEffects::TimerChange;

class Timers : public testing::Test {
  protected:
    void set(std::size_t timer, Nanoseconds delay, std::size_t node = 0) {
        timers.change(node, Change{timer, true, delay, delay});
    }
    void cancel(std::size_t timer) { timers.change(0, Change{timer, false, {}, {}}); }

    /// Up to that moment, noting what fires.
    void run_to(Nanoseconds time) {
        while (agenda.next() && *agenda.next() <= time) {
            const Occurrence next = agenda.take();
            clock.set(next.time);
            if (timers.fires(next)) fired.push_back({next.place, next.number, next.time});
        }
        clock.set(time);
    }

    struct Fired {
        std::size_t node = 0;
        std::size_t timer = 0;
        Nanoseconds time{0};
        bool operator==(const Fired&) const = default;
    };

    core::ManualClock clock;
    Agenda agenda;
    SimTimers timers{{"n1", "n2"}, 1, clock, agenda};
    std::vector<Fired> fired;
};

TEST_F(Timers, FireOnceAndTheLastSettingCounts) {
    set(0, 10ms);
    set(1, 20ms);
    set(2, 30ms);
    run_to(5ms);
    set(0, 10ms);
    cancel(1);
    run_to(1s);
    EXPECT_EQ(fired, (std::vector<Fired>{{0, 0, 15ms}, {0, 2, 30ms}}));
}

TEST_F(Timers, OfACrashedNodeNeverFire) {
    set(0, 10ms);
    set(0, 10ms, 1);
    timers.forget(0);
    EXPECT_TRUE(timers.jump(0, 5ms).empty());
    run_to(1s);
    EXPECT_EQ(fired, (std::vector<Fired>{{1, 0, 10ms}}));
}

TEST_F(Timers, OnAFastClockWhatIsLeftPassesFaster) {
    set(0, 100ms);
    set(1, 100ms, 1);
    run_to(40ms);
    const auto moved = timers.begin_drift(0, 7, 2);
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].timer, 0U);
    EXPECT_EQ(moved[0].by, -30ms);
    set(2, 10ms);
    run_to(1s);
    EXPECT_EQ(fired, (std::vector<Fired>{{0, 2, 45ms}, {0, 0, 70ms}, {1, 1, 100ms}}));
    set(0, 100ms);
    run_to(1010ms);
    const auto end = timers.end_drift(0, 7);
    EXPECT_EQ(end.set, 2U);
    ASSERT_EQ(end.moved.size(), 1U);
    EXPECT_EQ(end.moved[0].by, 40ms);
}

TEST_F(Timers, AJumpMovesWhatIsPendingAndNothingIntoThePast) {
    set(0, 10ms);
    set(1, 100ms);
    run_to(4ms);
    const auto moved = timers.jump(0, 50ms);
    ASSERT_EQ(moved.size(), 2U);
    EXPECT_EQ(moved[0].by, -6ms);
    EXPECT_EQ(moved[1].by, -50ms);
    set(2, 7ms);
    EXPECT_EQ(timers.jump(0, -1ms).size(), 2U) << "the one that is due already stays";
    run_to(1s);
    EXPECT_EQ(fired, (std::vector<Fired>{{0, 0, 4ms}, {0, 2, 12ms}, {0, 1, 51ms}}));
}

TEST_F(Timers, RatesOfDriftsAreMultiplied) {
    timers.begin_drift(0, 1, 4);
    timers.begin_drift(0, 2, 0.5);
    set(0, 100ms);
    run_to(10ms);
    timers.end_drift(0, 1);
    run_to(1s);
    EXPECT_EQ(fired, (std::vector<Fired>{{0, 0, 10ms + 160ms}}));
}

/// What a clock shows, from the definition: the sum of its rates over time, and of its jumps.
class Shown {
  public:
    void pass(Nanoseconds time) { shown_ += static_cast<double>(time.count()) * rate(); }
    void jump(Nanoseconds by) { shown_ += static_cast<double>(by.count()); }
    double now() const { return shown_; }
    double rate() const {
        double product = 1;
        for (const auto& [id, rate] : rates)
            product *= rate;
        return product;
    }

    std::map<nemesis::FaultId, double> rates;

  private:
    double shown_ = 0;
};

/// Each change rounds to a nanosecond, of a clock that runs up to 125 times as fast.
constexpr double rounding_ns = 10'000;

/// One timer at a time on a clock to which random things happen.
TEST_F(Timers, FireWhenTheClockShowsIt) {
    core::Random random(5);
    Shown shown;
    for (int round = 0; round < 2000; ++round) {
        const Nanoseconds delay(random.between(1'000'000, 1'000'000'000));
        const double due = shown.now() + static_cast<double>(delay.count());
        set(0, delay);
        fired.clear();
        for (nemesis::FaultId id = 0; fired.empty(); ++id) {
            const Nanoseconds before = clock.now();
            run_to(before + Nanoseconds(random.between(0, 100'000'000)));
            const Nanoseconds until = fired.empty() ? clock.now() : fired[0].time;
            shown.pass(until - before);
            ASSERT_LT(shown.now(), due + rounding_ns) << "round " << round;
            if (!fired.empty()) {
                ASSERT_GT(shown.now(), due - rounding_ns) << "round " << round;
                shown.pass(clock.now() - until);
            } else if (shown.rates.size() < 3 && random.chance(0.5)) {
                shown.rates[id] = static_cast<double>(random.between(200, 5000)) / 1000;
                timers.begin_drift(0, id, shown.rates[id]);
            } else if (!shown.rates.empty() && random.chance(0.7)) {
                timers.end_drift(0, shown.rates.begin()->first);
                shown.rates.erase(shown.rates.begin());
            } else {
                const auto left = static_cast<std::int64_t>(due - shown.now());
                const Nanoseconds by(random.between(-50'000'000, left / 2));
                timers.jump(0, by);
                shown.jump(by);
            }
        }
        for (const auto& [id, rate] : std::exchange(shown.rates, {}))
            timers.end_drift(0, id);
    }
}

}  // namespace
}  // namespace ordeal::harness
