// mix, any, flip_flop; on_threads, clients, nemesis, each_thread, reserve, process_limit.
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr double share_error = 0.02;  // over 4 standard deviations at 10,000 operations

double share(const core::History& history, std::string_view f) {
    return static_cast<double>(count(history, f)) /
           static_cast<double>(invocations(history).size());
}

Generator on_thread(Thread own, Generator generator) {
    return on_threads([own](Thread thread) { return thread == own; }, std::move(generator));
}

TEST(Mix, DrawsByWeight) {
    const auto history =
        run(limit(10'000, mix({{5, endless("a")}, {3, endless("b")}, {2, endless("c")}})));
    EXPECT_NEAR(share(history, "a"), 0.5, share_error);
    EXPECT_NEAR(share(history, "b"), 0.3, share_error);
    EXPECT_NEAR(share(history, "c"), 0.2, share_error);
}

TEST(Mix, KeepsTheSharesAlthoughOneIsOftenPending) {
    const auto history =
        run(limit(10'000, mix({{1, on_thread(0, endless("slow"))}, {1, endless("fast")}})), 5,
            taking(1ms));
    EXPECT_NEAR(share(history, "slow"), 0.5, share_error);
}

TEST(Mix, KeepsTheSharesInsideAny) {
    const auto some = [](Thread thread) { return thread >= 1 && thread <= 3; };
    const auto inner =
        mix({{1, on_thread(0, endless("slow"))}, {1, on_threads(some, endless("fast"))}});
    const auto history =
        run(limit(15'000, any({inner, on_thread(4, endless("other"))})), 5, taking_about(1ms));
    const auto slow = static_cast<double>(count(history, "slow"));
    const auto fast = static_cast<double>(count(history, "fast"));
    EXPECT_GT(slow, 1000);
    EXPECT_NEAR(slow / (slow + fast), 0.5, share_error);
}

TEST(Mix, WhatIsExhaustedDropsOut) {
    const auto history = run(mix({{1, limit(3, endless("a"))}, {1, limit(50, endless("b"))}}));
    EXPECT_EQ(count(history, "a"), 3U);
    EXPECT_EQ(count(history, "b"), 50U);
}

TEST(Mix, GoesOnWhenTheOneItWaitedForIsExhausted) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto generator = mix({{1, limit(5, endless("a"))}, {9, sleep(1ms)}, {9, sleep(2ms)}});
        EXPECT_EQ(count(run(generator, 2, perfect(), seed), "a"), 5U);
    }
}

TEST(Mix, NestedDrawsAreIndependent) {
    const auto two = [](const std::string& prefix) {
        return mix({{1, endless(prefix + "0")}, {1, endless(prefix + "1")}});
    };
    const auto history = run(limit(10'000, mix({{1, two("a")}, {1, two("b")}})));
    for (const std::string f : {"a0", "a1", "b0", "b1"})
        EXPECT_NEAR(share(history, f), 0.25, share_error) << f;
}

TEST(MixDeathTest, RefusesWeightsThatAreNotPositive) {
    EXPECT_DEATH(mix({{0, endless("a")}}), "weight");
}

TEST(Any, TakesWhateverIsReady) {
    const auto generator =
        any({then(sleep(5ms), once(call("late"))), delay(2ms, limit(5, endless("soon")))});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto history = run(generator, 5, perfect(), seed);
        EXPECT_THAT(functions(history),
                    ElementsAre("soon", "soon", "soon", "late", "soon", "soon"));
        EXPECT_THAT(times(history), ElementsAre(0ms, 2ms, 4ms, 5ms, 6ms, 8ms));
    }
}

TEST(Any, OfSeveralThatAreReadyEachIsEquallyLikely) {
    const auto history =
        run(limit(10'000, any({endless("a"), endless("b"), endless("c"), endless("d")})));
    for (const std::string f : {"a", "b", "c", "d"})
        EXPECT_NEAR(share(history, f), 0.25, share_error) << f;
}

TEST(Any, IsExhaustedWhenAllAre) {
    const auto history = run(any({limit(3, endless("a")), limit(40, endless("b"))}));
    EXPECT_EQ(count(history, "a"), 3U);
    EXPECT_EQ(count(history, "b"), 40U);
}

TEST(FlipFlop, AlternatesAndEndsWithTheOneWhoseTurnItIs) {
    EXPECT_THAT(functions(run(flip_flop(endless("begin"), limit(2, endless("end"))))),
                ElementsAre("begin", "end", "begin", "end", "begin"));
    EXPECT_THAT(functions(run(flip_flop(once(call("a")), endless("b")))), ElementsAre("a", "b"));
}

TEST(FlipFlop, WaitsForTheOneWhoseTurnItIs) {
    const auto history = run(limit(4, flip_flop(delay(10ms, endless("a")), endless("b"))));
    EXPECT_THAT(functions(history), ElementsAre("a", "b", "a", "b"));
    EXPECT_EQ(invocations(history)[3].time, 10ms);
}

TEST(OnThreads, OnlyThoseWorkersAct) {
    const auto odd = [](Thread thread) { return thread % 2 == 1; };
    std::set<std::int64_t> by;
    for (const auto& event : invocations(run(limit(100, on_threads(odd, endless("a"))), 6)))
        by.insert(event.process.number);
    EXPECT_THAT(by, UnorderedElementsAre(1, 3, 5));
}

/// Its operation is named after the processes whose events it heard.
class Listener final : public Node {
  public:
    explicit Listener(std::string heard) : heard_(std::move(heard)) {}
    Step op(const Context& context) const override { return once(call(heard_)).op(context); }
    Generator update(const Context&, const core::Event& event) const override {
        return Generator(std::make_shared<Listener>(heard_ + to_text(event.process)));
    }

  private:
    std::string heard_;
};

Generator listener() {
    return Generator(std::make_shared<Listener>(""));
}

/// What a listener inside of the generator hears of events by the processes 0, 1, 7 and 1.
std::string heard_inside(Generator generator) {
    const Context context(0ms, {{0, {0, ""}}, {1, {1, ""}}}, core::Random(1), 0);
    for (const std::int64_t process : {0, 1, 7, 1}) {
        core::Event event;
        event.process = {process, ""};
        generator = generator.update(context, event);
    }
    const Step step = generator.op(context);
    const auto* ready = std::get_if<Ready>(&step);
    return ready ? ready->invocation.f : "nothing ready";
}

TEST(OnThreads, EventsOfOthersAreNotHeard) {
    EXPECT_EQ(heard_inside(on_thread(1, listener())), "11");
    EXPECT_EQ(heard_inside(nemesis(listener())), "nothing ready");
}

TEST(Generators, EventsReachWhatIsInside) {
    for (const Generator& generator :
         {limit(1, listener()), time_limit(1ms, listener()), stagger(1ms, listener()),
          delay(1ms, listener()), until_ok(listener()), process_limit(9, listener()),
          synchronise(listener()), any({listener()}), mix({{1, listener()}}),
          flip_flop(listener(), Generator())})
        EXPECT_EQ(heard_inside(generator), "0171");
}

TEST(OnThreads, ClientsAndNemesisAreApart) {
    const auto generator =
        any({clients(limit(20, endless("read"))), nemesis(limit(3, endless("kill")))});
    const auto history = simulate(generator, {.clients = 2, .nemesis = true}, taking(1ms));
    EXPECT_EQ(count(history, "read"), 20U);
    EXPECT_EQ(count(history, "kill"), 3U);
    for (const core::Event& event : history)
        EXPECT_EQ(event.process.is_client(), event.f == "read");
}

TEST(EachThread, EveryThreadHasItsOwnCopy) {
    std::map<std::int64_t, std::string> by;
    const auto history =
        run(each_thread(calls({call("a"), call("b"), call("c")})), 4, taking_about(3ms));
    for (const auto& event : invocations(history))
        by[event.process.number] += event.f;
    EXPECT_THAT(by, ElementsAre(Pair(0, "abc"), Pair(1, "abc"), Pair(2, "abc"), Pair(3, "abc")));
}

TEST(EachThread, GoesOnUnderTheNextProcessNumber) {
    const auto system = with_crashes(1, 1ms, perfect());
    std::vector<std::int64_t> by;
    for (const auto& event : invocations(run(each_thread(limit(3, endless("a"))), 1, system)))
        by.push_back(event.process.number);
    EXPECT_THAT(by, ElementsAre(0, 1, 2));
}

TEST(Reserve, GroupsGetTheirThreads) {
    const auto generator = reserve({{2, endless("a")}, {1, endless("b")}}, endless("c"));
    std::map<std::string, std::set<std::int64_t>> by;
    for (const auto& event : invocations(run(limit(300, generator), 6)))
        by[event.f].insert(event.process.number);
    EXPECT_THAT(by, ElementsAre(Pair("a", ElementsAre(0, 1)), Pair("b", ElementsAre(2)),
                                Pair("c", ElementsAre(3, 4, 5))));
}

TEST(Reserve, SharesAreThoseOfTheThreads) {
    const auto history = run(
        stagger(1ms, limit(10'000, reserve({{1, endless("a")}, {3, endless("b")}}, endless("c")))),
        10);
    EXPECT_NEAR(share(history, "a"), 0.1, share_error);
    EXPECT_NEAR(share(history, "b"), 0.3, share_error);
    EXPECT_NEAR(share(history, "c"), 0.6, share_error);
}

TEST(Reserve, WithFewerThreadsThanAskedTheLastGroupsAreEmpty) {
    const auto history =
        run(reserve({{2, limit(5, endless("a"))}, {1, limit(5, endless("b"))}}, endless("c")), 2);
    EXPECT_EQ(count(history, "a"), 5U);
    EXPECT_EQ(invocations(history).size(), 5U);
}

TEST(ProcessLimit, EndsAfterSoManyCrashes) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto system = with_crashes(0.2, 1ms, perfect());
        const auto history = run(process_limit(9, endless("a")), 1, system, seed);
        std::set<core::Process> processes;
        for (const auto& event : history)
            processes.insert(event.process);
        EXPECT_EQ(processes.size(), 9U);
    }
}

TEST(ProcessLimit, DoesNotCountTheNemesisAndLetsAHealthyRunGoOn) {
    const auto history = simulate(process_limit(3, limit(500, endless("a"))),
                                  {.clients = 3, .nemesis = true}, perfect());
    EXPECT_EQ(count(history, "a"), 500U);
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
