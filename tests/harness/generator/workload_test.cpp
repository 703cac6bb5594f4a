// Workloads of scenarios: what is called, how often, and that final reads reach every key.
#include "harness/generator/workload.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using core::EventType;
using core::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

WorkloadSpec spec_of(std::string model, std::map<std::string, double> mix = {}) {
    WorkloadSpec spec;
    spec.model = std::move(model);
    spec.mix = std::move(mix);
    spec.keys = 4;
    spec.rate = 500;
    return spec;
}

core::History run_operations(const WorkloadSpec& spec, std::size_t operations,
                             const Responder& system = registers(), std::uint64_t seed = 1) {
    return run(limit(operations, make_workload(spec)->operations), spec.concurrency, system, seed);
}

TEST(Workload, CallsTheFunctionsByWeight) {
    const auto history =
        run_operations(spec_of("cas-register", {{"read", 5}, {"write", 3}, {"cas", 2}}), 10'000);
    EXPECT_NEAR(static_cast<double>(count(history, "read")), 5000, 200);
    EXPECT_NEAR(static_cast<double>(count(history, "write")), 3000, 200);
    EXPECT_NEAR(static_cast<double>(count(history, "cas")), 2000, 200);
}

TEST(Workload, WithoutMixEveryFunctionOfTheModelEqually) {
    const auto history = run_operations(spec_of("register"), 10'000);
    EXPECT_NEAR(static_cast<double>(count(history, "read")), 5000, 200);
    EXPECT_NEAR(static_cast<double>(count(history, "write")), 5000, 200);
}

TEST(Workload, WeightZeroLeavesAFunctionOut) {
    const auto history = run_operations(spec_of("register", {{"read", 0}, {"write", 1}}), 100);
    EXPECT_EQ(count(history, "write"), 100U);
}

TEST(Workload, SpreadsKeysAndValuesEvenly) {
    std::map<Value, int> keys;
    std::map<Value, int> values;
    for (const auto& event :
         invocations(run_operations(spec_of("register", {{"write", 1}}), 8000))) {
        ++keys[*event.key];
        ++values[event.value];
    }
    ASSERT_EQ(keys.size(), 4U);
    EXPECT_EQ(keys.begin()->first, Value("k0"));
    for (const auto& [key, times] : keys)
        EXPECT_NEAR(times, 2000, 160);
    ASSERT_EQ(values.size(), 5U);
    EXPECT_EQ(values.begin()->first, Value(0));
    for (const auto& [value, times] : values)
        EXPECT_NEAR(times, 1600, 150);
}

TEST(Workload, AddsToACounterAndTakesAwayFromIt) {
    for (const std::size_t values : {3U, 0U}) {
        auto spec = spec_of("counter", {{"add", 1}});
        spec.values = values;
        std::set<Value> added;
        for (const auto& event : invocations(run_operations(spec, 1000, perfect())))
            added.insert(event.value);
        const std::int64_t most = values == 0 ? 9 : 3;
        EXPECT_EQ(added.size(), static_cast<std::size_t>(2 * most));
        EXPECT_EQ(*added.begin(), Value(-most));
        EXPECT_EQ(*added.rbegin(), Value(most));
        EXPECT_FALSE(added.contains(Value(0)));
    }
}

TEST(Workload, ACasGoesFromOneValueToAnother) {
    std::set<Value> changes;
    for (const auto& event :
         invocations(run_operations(spec_of("cas-register", {{"cas", 1}}), 2000)))
        changes.insert(event.value);
    EXPECT_EQ(changes.size(), 20U);
    for (const Value& change : changes)
        EXPECT_NE(change.as_list().at(0), change.as_list().at(1));
}

TEST(Workload, WithOneValueACasGoesFromItToItself) {
    WorkloadSpec spec = spec_of("cas-register", {{"cas", 1}});
    spec.values = 1;
    EXPECT_EQ(invocations(run_operations(spec, 1))[0].value, Value::list({0, 0}));
}

TEST(Workload, DistinctValuesAreDistinctOverTheWholeRun) {
    WorkloadSpec spec = spec_of("cas-register", {{"read", 1}, {"write", 1}, {"cas", 1}});
    spec.values = 0;
    spec.initial = 100;
    const auto operations = make_workload(spec)->operations;
    const auto history = run(phases({limit(3000, operations), limit(3000, operations)}), 5,
                             with_crashes(0.01, 1s, registers(spec.initial)));
    std::set<Value> written = {spec.initial};
    for (const auto& event : invocations(history)) {
        if (event.f == "read") continue;
        const Value& value = event.f == "write" ? event.value : event.value.as_list().at(1);
        EXPECT_TRUE(written.insert(value).second);
    }
}

TEST(Workload, ACasOfDistinctValuesOftenSucceeds) {
    WorkloadSpec spec = spec_of("cas-register", {{"read", 1}, {"write", 1}, {"cas", 1}});
    spec.values = 0;
    std::map<EventType, std::size_t> outcomes;
    const auto latency = nemesis::Latency{nemesis::Distribution::exponential, 5ms, {}};
    for (const auto& event : run_operations(spec, 6000, with_latency(latency, registers())))
        if (event.f == "cas") ++outcomes[event.type];
    EXPECT_GT(outcomes[EventType::ok], outcomes[EventType::invoke] / 2);
    EXPECT_GT(outcomes[EventType::fail], 0U);
}

TEST(Workload, TheRateIsThatOfAllClientsTogether) {
    for (const std::size_t clients : {1U, 20U}) {
        WorkloadSpec spec = spec_of("register");
        spec.concurrency = clients;
        const auto history = run(time_limit(20s, make_workload(spec)->operations), clients);
        EXPECT_NEAR(static_cast<double>(invocations(history).size()), 10'000, 250);
    }
}

TEST(Workload, TheKthOperationDoesNotDependOnTheSystem) {
    const auto drawn = [](const Responder& system, std::uint64_t seed) {
        std::vector<std::tuple<std::string, Value, Value>> found;
        for (const auto& event :
             invocations(run_operations(spec_of("cas-register"), 500, system, seed)))
            found.emplace_back(event.f, *event.key, event.value);
        return found;
    };
    EXPECT_EQ(drawn(perfect(), 3), drawn(with_crashes(0.2, 1s, taking_about(9ms)), 3));
    EXPECT_NE(drawn(perfect(), 3), drawn(perfect(), 4));
}

TEST(Workload, TheNemesisTakesNoPart) {
    const auto workload = make_workload(spec_of("register"));
    const auto both = then(limit(500, workload->operations), workload->final_reads);
    for (const auto& event : simulate(both, {.clients = 5, .nemesis = true}, registers()))
        EXPECT_TRUE(event.process.is_client());
}

TEST(Workload, ErrorsNameTheField) {
    const auto error_of = [](const auto& change) {
        WorkloadSpec spec = spec_of("register");
        change(spec);
        const auto workload = make_workload(spec);
        return workload ? "" : workload.error().message;
    };
    EXPECT_EQ(error_of([](auto&) {}), "");
    EXPECT_THAT(error_of([](auto& spec) { spec.model = "cas-registr"; }),
                HasSubstr("did you mean \"cas-register\"?"));
    EXPECT_THAT(error_of([](auto& spec) { spec.mix = {{"cas", 1}}; }),
                HasSubstr("workload.mix: there is no function of register \"cas\""));
    EXPECT_THAT(error_of([](auto& spec) { spec.mix = {{"read", -1}}; }),
                HasSubstr("workload.mix.read"));
    EXPECT_THAT(error_of([](auto& spec) { spec.mix = {{"read", 0}}; }),
                HasSubstr("every weight is 0"));
    EXPECT_THAT(error_of([](auto& spec) { spec.rate = 0; }), HasSubstr("workload.rate"));
    EXPECT_THAT(error_of([](auto& spec) { spec.rate = 1e-12; }), HasSubstr("from 0.001"));
    EXPECT_THAT(error_of([](auto& spec) { spec.rate = std::nan(""); }), HasSubstr("workload.rate"));
    EXPECT_THAT(error_of([](auto& spec) { spec.keys = 2'000'000; }), HasSubstr("workload.keys"));
    EXPECT_THAT(error_of([](auto& spec) { spec.keys = 0; }), HasSubstr("workload.keys"));
    EXPECT_THAT(error_of([](auto& spec) { spec.concurrency = 0; }),
                HasSubstr("workload.concurrency"));
}

std::map<Value, std::set<std::int64_t>> readers(const core::History& history,
                                                std::size_t concurrency) {
    std::map<Value, std::set<std::int64_t>> by;
    for (const auto& event : history)
        if (event.type == EventType::ok)
            by[*event.key].insert(event.process.number % static_cast<std::int64_t>(concurrency));
    return by;
}

TEST(FinalReads, EveryClientReadsEveryKeyOnce) {
    const WorkloadSpec spec = spec_of("register");
    const auto history = run(final_reads(spec), spec.concurrency, registers());
    EXPECT_EQ(count(history, "read"), 20U);
    EXPECT_EQ(invocations(history).size(), 20U);
    for (const auto& [key, by] : readers(history, spec.concurrency))
        EXPECT_THAT(by, ElementsAre(0, 1, 2, 3, 4)) << key.as_string();
}

TEST(FinalReads, AreTriedUntilOk) {
    const WorkloadSpec spec = spec_of("register");
    const Responder system = [](const Invocation& invocation, core::Random&) {
        return Reply{.after = 1ms,
                     .type = invocation.time < 250ms ? EventType::fail : EventType::ok};
    };
    const auto history = run(final_reads(spec), spec.concurrency, system);
    EXPECT_GT(count(history, "read"), 20U);
    const auto by = readers(history, spec.concurrency);
    EXPECT_EQ(by.size(), 4U);
    for (const auto& [key, clients] : by)
        EXPECT_EQ(clients.size(), 5U);
}

TEST(FinalReads, AreGivenUpAfterFiveTries) {
    const WorkloadSpec spec = spec_of("register");
    const Responder system = [](const Invocation&, core::Random&) {
        return Reply{.type = EventType::fail};
    };
    const auto history = run(final_reads(spec), spec.concurrency, system);
    EXPECT_EQ(count(history, "read"), 100U);
    for (const auto& event : invocations(history))
        EXPECT_LT(event.time, final_reads_at_most(spec));
}

TEST(FinalReads, EndInTimeWhenNobodyAnswers) {
    WorkloadSpec spec = spec_of("register");
    spec.keys = 30;
    const auto history =
        run(final_reads(spec), spec.concurrency, with_crashes(1, spec.timeout, registers()));
    for (const auto& event : invocations(history))
        EXPECT_LT(event.time, final_reads_at_most(spec));
    EXPECT_LT(final_reads_at_most(spec), 10s);
}

TEST(FinalReads, OfManyKeysEachIsReadByAFew) {
    WorkloadSpec spec = spec_of("register");
    spec.rate = 5000;
    for (const auto& [keys, expected] :
         {std::pair<std::size_t, std::size_t>{40, 5}, {60, 3}, {200, 1}, {1000, 1}}) {
        spec.keys = keys;
        const auto by =
            readers(run(final_reads(spec), spec.concurrency, registers()), spec.concurrency);
        EXPECT_EQ(by.size(), keys);
        for (const auto& [key, clients] : by)
            EXPECT_EQ(clients.size(), expected) << keys;
    }
}

TEST(FinalReads, TheirLimitFitsTheLargestWorkload) {
    WorkloadSpec spec = spec_of("register");
    spec.rate = 0.001;
    spec.keys = 1'000'000;
    ASSERT_TRUE(make_workload(spec));
    EXPECT_GT(final_reads_at_most(spec), 1h);
}

TEST(FinalReads, CanBeLeftOut) {
    WorkloadSpec spec = spec_of("register");
    spec.final_reads = false;
    EXPECT_TRUE(run(make_workload(spec)->final_reads).empty());
}

}  // namespace
}  // namespace ordeal::harness::gen::testing
