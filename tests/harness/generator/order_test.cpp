// once, calls, generate, defer, sleep; sequence, then, synchronise, phases, repeat.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text/words.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Generators, TheDefaultOneIsExhausted) {
    EXPECT_THAT(run(Generator()), IsEmpty());
}

TEST(Generators, OnceIsOneOperationByAnyFreeWorker) {
    std::set<std::int64_t> by;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto history = run(once({"read", core::Value("k1"), 7}), 3, taking(5ms), seed);
        ASSERT_EQ(history.size(), 2U);
        EXPECT_EQ(history[0].f, "read");
        EXPECT_EQ(history[0].key, core::Value("k1"));
        EXPECT_EQ(history[0].value, core::Value(7));
        EXPECT_EQ(history[1].time, 5ms);
        by.insert(history[0].process.number);
    }
    EXPECT_THAT(by, ElementsAre(0, 1, 2));
}

TEST(Generators, CallsComeInOrder) {
    EXPECT_THAT(functions(run(calls({call("a"), call("b"), call("c")}))),
                ElementsAre("a", "b", "c"));
}

TEST(Generators, GenerateAsksItsFunctionUntilItReturnsNone) {
    const auto generator = generate([](const Context& context) -> std::optional<Call> {
        if (context.invocation() == 3) return std::nullopt;
        return call("f" + std::to_string(context.invocation()));
    });
    EXPECT_THAT(functions(run(generator)), ElementsAre("f0", "f1", "f2"));
}

TEST(Generators, DeferSeesTheContextOfTheFirstQuestion) {
    const auto generator = defer([](const Context& context) {
        return once(call(
            fmt::format("{} workers at {} ms", context.workers().size(), context.time() / 1ms)));
    });
    EXPECT_THAT(functions(run(then(sleep(4ms), generator), 6)), ElementsAre("6 workers at 4 ms"));
}

TEST(Generators, SleepTakesItsTimeFromTheFirstQuestion) {
    const auto history =
        run(sequence({once(call("a")), sleep(3ms), once(call("b")), sleep(4ms), once(call("c"))}));
    const auto invoked = invocations(history);
    ASSERT_EQ(invoked.size(), 3U);
    EXPECT_EQ(invoked[1].time, 3ms);
    EXPECT_EQ(invoked[2].time, 7ms);
}

TEST(Generators, ASequenceDoesNotWaitForCompletions) {
    const auto history = run(then(once(call("a")), once(call("b"))), 2, taking(10ms));
    EXPECT_EQ(history[0].f, "a");
    EXPECT_EQ(history[1].f, "b");
    EXPECT_EQ(history[1].type, core::EventType::invoke);
    EXPECT_EQ(history[1].time, 0ms);
}

TEST(Generators, SynchroniseWaitsUntilAllWorkersAreFree) {
    const auto history =
        run(then(calls({call("a"), call("a")}), synchronise(endless("b"))), 4, taking(10ms));
    const auto invoked = invocations(history);
    ASSERT_GT(invoked.size(), 10U);
    EXPECT_EQ(invoked[1].time, 0ms);
    EXPECT_EQ(invoked[2].time, 10ms);
    EXPECT_EQ(invoked[5].time, 10ms) << "it is a barrier before the first operation only";
}

TEST(Generators, PhasesDoNotOverlap) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto history = run(phases({limit(7, endless("0")), limit(9, endless("1")),
                                         Generator(), limit(4, endless("2"))}),
                                 3, taking_about(5ms), seed);
        ASSERT_EQ(history.size(), 40U);
        for (std::size_t i = 1; i < history.size(); ++i)
            EXPECT_LE(history[i - 1].f, history[i].f) << "event " << i;
    }
}

TEST(Generators, RepeatStartsAnew) {
    const auto two = calls({call("a"), call("b")});
    EXPECT_THAT(functions(run(repeat(two, 3))), ElementsAre("a", "b", "a", "b", "a", "b"));
    EXPECT_THAT(functions(run(limit(3, repeat(two)))), ElementsAre("a", "b", "a"));
    EXPECT_THAT(functions(run(repeat(two, 0))), IsEmpty());
    EXPECT_THAT(functions(run(repeat(Generator()))), IsEmpty());
    EXPECT_THAT(functions(run(repeat(repeat(once(call("a")), 2), 2))),
                ElementsAre("a", "a", "a", "a"));
}

TEST(Generators, NothingIsInvokedWithoutWorkers) {
    const auto nobody = [](Thread) { return false; };
    EXPECT_THAT(run(on_threads(nobody, endless("a"))), IsEmpty());
    EXPECT_THAT(functions(run(then(nemesis(endless("a")), once(call("b"))))), ElementsAre("b"));
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
