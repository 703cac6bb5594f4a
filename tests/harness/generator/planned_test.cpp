#include "harness/generator/planned.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "harness/generator/driver.hpp"
#include "harness/generator/workload.hpp"

namespace ordeal::harness::gen {
namespace {

using namespace std::chrono_literals;

PlannedOperation operation(core::Nanoseconds at, std::size_t client, int value) {
    return {.at = at, .client = client, .f = "write", .key = "k", .value = value};
}

Driver driver_of(std::vector<PlannedOperation> operations, std::size_t clients) {
    return {planned(std::move(operations)), clients, core::Random(1)};
}

/// What is asked for at this moment: the values of all invocations.
std::vector<std::int64_t> asked(Driver& driver, core::Nanoseconds now) {
    std::vector<std::int64_t> values;
    for (;;) {
        const Asked answer = driver.ask(now);
        const auto* invocation = std::get_if<Invocation>(&answer);
        if (invocation == nullptr) return values;
        EXPECT_EQ(invocation->time, now);
        EXPECT_EQ(invocation->f, "write");
        EXPECT_EQ(invocation->key, core::Value("k"));
        values.push_back(invocation->value.as_int());
    }
}

void complete(Driver& driver, std::int64_t process, core::EventType type) {
    core::Event event;
    event.process = {process, ""};
    event.type = type;
    driver.observe(event);
}

using Values = std::vector<std::int64_t>;

TEST(Planned, EachOperationComesAtItsTime) {
    Driver driver = driver_of({operation(30ms, 1, 3), operation(10ms, 0, 1)}, 2);
    EXPECT_EQ(asked(driver, 0ms), Values());
    EXPECT_EQ(std::get<Wait>(driver.ask(0ms)).until, 10ms);
    EXPECT_EQ(asked(driver, 10ms), Values{1});
    EXPECT_EQ(std::get<Wait>(driver.ask(20ms)).until, 30ms);
    EXPECT_EQ(asked(driver, 30ms), Values{3});
    EXPECT_TRUE(std::holds_alternative<Done>(driver.ask(30ms)));
}

TEST(Planned, ABusyClientGoesOnAsSoonAsItIsFreeUnderItsNextProcess) {
    Driver driver =
        driver_of({operation(1ms, 0, 1), operation(2ms, 0, 2), operation(2ms, 2, 3)}, 3);
    EXPECT_EQ(asked(driver, 1ms), Values{1});
    EXPECT_EQ(asked(driver, 2ms), Values{3});
    complete(driver, 0, core::EventType::info);
    const Asked next = driver.ask(7ms);
    EXPECT_EQ(std::get<Invocation>(next).process.number, 3);
    EXPECT_EQ(std::get<Invocation>(next).thread, 0);
}

TEST(Planned, AtOneMomentTheyComeInTheOrderOfTheList) {
    Driver driver =
        driver_of({operation(5ms, 2, 1), operation(5ms, 0, 2), operation(5ms, 1, 3)}, 3);
    EXPECT_EQ(asked(driver, 5ms), (Values{1, 2, 3}));
}

TEST(Planned, TakesThePlaceOfAWorkloadsMix) {
    WorkloadSpec spec;
    spec.model = "mutex";  // of which there is no generator
    spec.concurrency = 1;
    spec.operations = {{.at = 1ms, .client = 0, .f = "acquire", .key = {}, .value = {}}};
    const auto workload = make_workload(spec);
    ASSERT_TRUE(workload) << workload.error().message;
    Driver driver(workload->operations, 1, core::Random(1));
    const Asked answer = driver.ask(1ms);
    EXPECT_EQ(std::get<Invocation>(answer).f, "acquire");
    EXPECT_FALSE(std::get<Invocation>(answer).key);
}

}  // namespace
}  // namespace ordeal::harness::gen
