// The driver and the simulation.
#include "harness/generator/driver.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/jsonl.hpp"
#include "core/history/operation.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using ::testing::ElementsAre;

Invocation invoked(Driver& driver, Nanoseconds now) {
    const Asked asked = driver.ask(now);
    EXPECT_TRUE(std::holds_alternative<Invocation>(asked));
    return std::get<Invocation>(asked);
}

core::Event completion(const Invocation& invocation, core::EventType type) {
    core::Event event = to_event(invocation);
    event.type = type;
    return event;
}

TEST(Driver, MarksWorkersBusyUntilTheyComplete) {
    Driver driver(endless("a"), 2, core::Random(1));
    const Invocation first = invoked(driver, 1ms);
    const Invocation second = invoked(driver, 1ms);
    EXPECT_NE(first.thread, second.thread);
    EXPECT_EQ(first.time, 1ms);
    EXPECT_EQ(driver.outstanding(), 2U);
    const Asked asked = driver.ask(2ms);
    ASSERT_TRUE(std::holds_alternative<Wait>(asked));
    EXPECT_FALSE(std::get<Wait>(asked).until);
    driver.observe(completion(second, core::EventType::fail));
    const Invocation third = invoked(driver, 3ms);
    EXPECT_EQ(third.process, second.process) << "a failed operation does not end its process";
}

TEST(Driver, RenumbersAfterInfo) {
    Driver driver(endless("a"), 3, core::Random(1));
    for (int round = 0; round < 5; ++round)
        for (int i = 0; i < 3; ++i) {
            const Invocation invocation = invoked(driver, 1ms);
            EXPECT_EQ(invocation.process.number % 3, invocation.thread);
            driver.observe(completion(invocation, core::EventType::info));
        }
    std::int64_t total = 0;
    for (const Worker& worker : driver.workers())
        total += (worker.process.number - worker.thread) / 3;
    EXPECT_EQ(total, 15);
}

TEST(Driver, TheNemesisKeepsItsNameAfterInfo) {
    Driver driver(nemesis(endless("kill")), 3, core::Random(1), true);
    for (int i = 0; i < 3; ++i) {
        const Invocation invocation = invoked(driver, 1ms);
        EXPECT_EQ(invocation.process, core::Process::nemesis());
        EXPECT_EQ(invocation.thread, nemesis_thread);
        driver.observe(completion(invocation, core::EventType::info));
    }
}

TEST(Driver, EventsOfUnknownProcessesFreeNobody) {
    Driver driver(endless("a"), 1, core::Random(1));
    const Invocation invocation = invoked(driver, 1ms);
    core::Event foreign = completion(invocation, core::EventType::info);
    foreign.process = core::Process::nemesis();
    driver.observe(foreign);
    foreign.process = {77, ""};
    driver.observe(foreign);
    driver.observe(to_event(invocation));  // no completion
    EXPECT_EQ(driver.outstanding(), 1U);
    driver.observe(completion(invocation, core::EventType::info));
    driver.observe(completion(invocation, core::EventType::ok));  // late: its process has ended
    EXPECT_EQ(driver.outstanding(), 0U);
    EXPECT_EQ(driver.workers()[0].process.number, 1);
}

TEST(Driver, StopsAndGoesOnWithAnotherGenerator) {
    Driver driver(endless("a"), 2, core::Random(1));
    const Invocation first = invoked(driver, 1ms);
    driver.stop();
    EXPECT_TRUE(std::holds_alternative<Done>(driver.ask(2ms)));
    driver.go_on_with(synchronise(endless("b")));
    EXPECT_TRUE(std::holds_alternative<Wait>(driver.ask(2ms)));
    driver.observe(completion(first, core::EventType::ok));
    EXPECT_EQ(invoked(driver, 3ms).f, "b");
}

TEST(Driver, TheKthOperationDependsOnTheSeedAlone) {
    const auto drawn = [](std::size_t clients, const Responder& system, std::uint64_t seed) {
        const auto generator = generate([](const Context& context) -> std::optional<Call> {
            core::Random random = context.random();
            return call("f" + std::to_string(random.below(1000)));
        });
        const auto mixed = mix({{1, generator}, {2, endless("b")}, {2, endless("c")}});
        return functions(run(limit(200, stagger(1ms, mixed)), clients, system, seed));
    };
    const auto expected = drawn(5, perfect(), 9);
    EXPECT_EQ(drawn(5, perfect(), 9), expected);
    EXPECT_EQ(drawn(2, taking_about(7ms), 9), expected);
    EXPECT_EQ(drawn(20, with_crashes(0.3, 50ms, taking(3ms)), 9), expected);
    EXPECT_NE(drawn(5, perfect(), 10), expected);
}

TEST(DriverDeathTest, TimeDoesNotGoBack) {
    Driver driver(endless("a"), 2, core::Random(1));
    driver.ask(2ms);
    EXPECT_DEATH(driver.ask(1ms), "time went back");
}

/// Answers as it is told, right or wrong.
class Told final : public Node {
  public:
    explicit Told(std::function<Step(const Context&, Generator)> answer)
        : answer_(std::move(answer)) {}
    Step op(const Context& context) const override { return answer_(context, self()); }

  private:
    std::function<Step(const Context&, Generator)> answer_;
};

TEST(DriverDeathTest, NoticesGeneratorsThatBreakTheirPromises) {
    const auto driver_of = [](std::function<Step(const Context&, Generator)> answer) {
        return Driver(Generator(std::make_shared<Told>(std::move(answer))), 1, core::Random(1));
    };
    Driver busy = driver_of([](const Context& context, Generator self) {
        const Worker& worker = context.workers()[0];
        return Ready{{call("a"), worker.process, worker.thread, context.time()}, self};
    });
    busy.ask(1ms);
    EXPECT_DEATH(busy.ask(1ms), "which is busy");
    Driver stuck = driver_of([](const Context&, Generator self) { return Pending{self, {}}; });
    EXPECT_DEATH(stuck.ask(1ms), "never comes");
    Driver past = driver_of([](const Context&, Generator self) { return Pending{self, 1ms}; });
    EXPECT_DEATH(past.ask(1ms), "woken in the past");
}

TEST(Simulate, TheSameSeedGivesTheSameHistory) {
    const auto generator = stagger(1ms, mix({{1, endless("a")}, {1, endless("b")}}));
    const auto once_more = [&](std::uint64_t seed) {
        return core::to_jsonl(
            run(limit(300, generator), 4, with_crashes(0.1, 9ms, taking_about(2ms)), seed));
    };
    EXPECT_EQ(once_more(5), once_more(5));
    EXPECT_NE(once_more(5), once_more(6));
}

TEST(Simulate, HistoriesAreWellFormed) {
    const auto history =
        run(limit(500, stagger(1ms, endless("a"))), 4, with_crashes(0.1, 9ms, taking_about(2ms)));
    const auto operations = core::pair_operations(history);
    ASSERT_TRUE(operations);
    EXPECT_EQ(operations->size(), 500U);
    std::size_t crashed = 0;
    for (const core::Operation& operation : *operations) {
        EXPECT_TRUE(operation.completed);
        crashed += operation.outcome == core::EventType::info;
    }
    EXPECT_NEAR(static_cast<double>(crashed), 50, 30);
    for (std::size_t i = 1; i < history.size(); ++i) {
        EXPECT_EQ(history[i].index, i);
        EXPECT_LE(history[i - 1].time, history[i].time);
    }
}

TEST(Simulate, EndsAtItsLimits) {
    const auto many = simulate(endless("a"), {.clients = 3, .most_invocations = 70}, taking(1ms));
    EXPECT_EQ(invocations(many).size(), 70U);
    EXPECT_EQ(many.size(), 140U) << "what is in flight completes";
    const auto timed = simulate(delay(1ms, endless("a")), {.until = 10ms}, taking(1ms));
    EXPECT_EQ(invocations(timed).size(), 10U);
}

TEST(Simulate, SomeOperationsThatCrashTakeEffectAndSomeDoNot) {
    const auto pair = calls({call("write", 1), call("read")});
    std::set<core::Value> read;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        for (const auto& event : run(pair, 1, with_crashes(0.5, 1ms, registers()), seed))
            if (event.type == core::EventType::ok && event.f == "read" && event.process.number == 1)
                read.insert(event.value);
    EXPECT_THAT(read, ElementsAre(core::Value(), core::Value(1)));
}

TEST(Driver, WithoutWorkersThereIsNothingToDo) {
    Driver driver(any({endless("a"), each_thread(endless("b"))}), 0, core::Random(1));
    EXPECT_TRUE(std::holds_alternative<Done>(driver.ask(1ms)));
}

TEST(Simulate, RegistersAnswerInTheOrderOfInvocation) {
    const auto generator = mix({{1, generate([](const Context& context) -> std::optional<Call> {
                                     return call("write", context.invocation());
                                 })},
                                {1, endless("read")}});
    const auto history =
        run(limit(400, generator), 4,
            with_latency({nemesis::Distribution::exponential, 1ms, {}}, registers(-1)));
    core::Value expected = -1;
    std::map<core::Process, core::Value> reading;
    for (const core::Event& event : history) {
        const bool invokes = event.type == core::EventType::invoke;
        if (event.f == "write" && invokes) expected = event.value;
        if (event.f == "read" && invokes) reading[event.process] = expected;
        if (event.f == "read" && !invokes) {
            EXPECT_EQ(event.value, reading[event.process]);
        }
    }
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
