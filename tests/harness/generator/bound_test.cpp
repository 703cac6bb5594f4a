// limit, time_limit, stagger, delay, until_ok.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/generator/driver.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<Nanoseconds> intervals(const core::History& history) {
    const auto at = times(history);
    std::vector<Nanoseconds> found;
    for (std::size_t i = 1; i < at.size(); ++i)
        found.push_back(at[i] - at[i - 1]);
    return found;
}

double mean_ms(const std::vector<Nanoseconds>& durations) {
    Nanoseconds total{0};
    for (const Nanoseconds duration : durations)
        total += duration;
    return static_cast<double>(total.count()) / 1e6 / static_cast<double>(durations.size());
}

TEST(Limit, CountsOperations) {
    EXPECT_THAT(functions(run(limit(3, endless("a")))), ElementsAre("a", "a", "a"));
    EXPECT_THAT(functions(run(limit(0, endless("a")))), SizeIs(0));
    EXPECT_THAT(functions(run(limit(5, limit(2, endless("a"))))), SizeIs(2));
}

TEST(TimeLimit, EndsExactlyAndCountsFromItsFirstQuestion) {
    const auto first = time_limit(10ms, delay(3ms, endless("a")));
    const auto history = run(sequence({sleep(5ms), first, once(call("end"))}));
    EXPECT_THAT(times(history), ElementsAre(5ms, 8ms, 11ms, 14ms, 15ms));
    EXPECT_EQ(functions(history).back(), "end");
}

TEST(TimeLimit, EndsAlthoughEveryWorkerIsBusy) {
    const auto history =
        run(any({time_limit(10ms, endless("slow")), then(sleep(9ms), sleep(2ms))}), 2, taking(1s));
    EXPECT_THAT(times(history), ElementsAre(0ms, 0ms));
}

TEST(TimeLimit, IsExhaustedEarlyWithItsGenerator) {
    EXPECT_THAT(times(run(then(time_limit(1s, once(call("a"))), once(call("b"))))),
                ElementsAre(0ms, 0ms));
}

TEST(Stagger, TheMeanIsThatOfAllWorkersTogether) {
    for (const std::size_t clients : {1U, 3U, 30U}) {
        const auto found = intervals(run(limit(10'000, stagger(4ms, endless("a"))), clients));
        EXPECT_NEAR(mean_ms(found), 4, 0.1) << clients << " clients";  // 4 standard deviations
        EXPECT_LT(*std::ranges::max_element(found), 8ms);
        EXPECT_LT(*std::ranges::min_element(found), 100us);
    }
}

TEST(Stagger, TheFirstGoesAtOnce) {
    EXPECT_EQ(times(run(stagger(1s, limit(2, endless("a")))))[0], 0ms);
}

TEST(Stagger, LateWakeUpsDoNotLowerTheRate) {
    Driver driver(stagger(1ms, endless("a")), 50, core::Random(3));
    std::size_t operations = 0;
    for (Nanoseconds now{0}; now < 10s; now += 3ms) {  // whoever asks does so every 3 ms only
        for (;;) {
            const Asked asked = driver.ask(now);
            const auto* invocation = std::get_if<Invocation>(&asked);
            if (!invocation) break;
            ++operations;
            core::Event done = to_event(*invocation);
            done.type = core::EventType::ok;
            driver.observe(done);
        }
    }
    EXPECT_NEAR(static_cast<double>(operations), 10'000, 300);
}

TEST(Stagger, AStallIsNotMadeUpFor) {
    const Responder system = [first = true](const Invocation&, core::Random&) mutable {
        return Reply{.after = std::exchange(first, false) ? 10s : 1us};
    };
    const auto at = times(run(limit(1000, stagger(5ms, endless("a"))), 1, system));
    EXPECT_EQ(at[1], 10s);
    const auto burst = std::ranges::count_if(at, [](auto t) { return t >= 10s && t < 10s + 1ms; });
    EXPECT_LE(burst, 12) << "10 ms of lateness at 5 ms each, not 2000 operations";
}

TEST(Delay, IsTheLeastIntervalOfAllWorkersTogether) {
    const auto found = intervals(run(limit(500, delay(3ms, endless("a"))), 7, taking_about(8ms)));
    EXPECT_EQ(*std::ranges::min_element(found), 3ms);
    const auto one = intervals(run(limit(50, delay(3ms, endless("a"))), 1, taking(5ms)));
    EXPECT_EQ(*std::ranges::min_element(one), 5ms);
}

Responder ok_at(std::size_t which) {
    return [which, n = std::size_t{0}](const Invocation&, core::Random&) mutable {
        using core::EventType;
        const EventType type = ++n == which ? EventType::ok
                               : n % 2      ? EventType::fail
                                            : EventType::info;
        return Reply{.after = 1ms, .type = type};
    };
}

TEST(UntilOk, EndsWithTheFirstOk) {
    EXPECT_THAT(functions(run(until_ok(endless("a")), 1, ok_at(1))), SizeIs(1));
    EXPECT_THAT(functions(run(until_ok(endless("a")), 1, ok_at(6))), SizeIs(6));
    EXPECT_THAT(functions(run(until_ok(limit(3, endless("a"))), 1, ok_at(6))), SizeIs(3));
}

TEST(UntilOk, OfSeveralWorkersTheFirstOkEndsIt) {
    EXPECT_THAT(functions(run(until_ok(endless("a")), 4, ok_at(1))), SizeIs(4));
}

TEST(UntilOk, AnOkOfSomethingElseDoesNotCount) {
    const Responder system = [](const Invocation& invocation, core::Random&) {
        const bool mine = invocation.f == "mine";
        return Reply{.after = 1ms, .type = mine ? core::EventType::fail : core::EventType::ok};
    };
    const auto history =
        run(any({until_ok(limit(9, endless("mine"))), limit(9, endless("b"))}), 3, system);
    EXPECT_EQ(count(history, "mine"), 9U);
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
