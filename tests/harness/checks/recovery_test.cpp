#include "harness/checks/recovery.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/random.hpp"
#include "harness/checks/history_checks.hpp"
#include "tests/harness/checks/operations.hpp"

namespace ordeal::harness {
namespace {

using namespace std::chrono_literals;
using core::EventType;
using core::Nanoseconds;
using core::Operation;
using nemesis::FaultRecord;
using ::testing::HasSubstr;

FaultRecord fault(Nanoseconds began, std::optional<Nanoseconds> ended) {
    FaultRecord record;
    record.fault = nemesis::Kill{{"n1"}};
    record.began = began;
    record.ended = ended;
    return record;
}

/// One ok every 10 ms from `from` to `to`, each taking 1 ms.
void steadily(std::vector<Operation>& operations, Nanoseconds from, Nanoseconds to) {
    for (Nanoseconds time = from; time < to; time += 10ms)
        operations.push_back(operation("read", EventType::ok, time, time + 1ms));
}

TEST(Recovery, IsMeasuredFromTheEndOfAFault) {
    std::vector<Operation> operations;
    steadily(operations, 0s, 1s);
    operations.push_back(operation("read", EventType::ok, 1500ms, 2100ms));  // begun before the end
    operations.push_back(operation("read", EventType::fail, 2110ms, 2120ms));
    operations.push_back(operation("read", EventType::ok, 2130ms, 2250ms));
    steadily(operations, 3s, 5s);
    const Recoveries recoveries = measure_recovery(operations, {fault(1s, 2s)});
    ASSERT_EQ(recoveries.each.size(), 1U);
    EXPECT_EQ(recoveries.each[0].kind, "kill");
    EXPECT_EQ(recoveries.each[0].first_ok, 250ms);
    ASSERT_TRUE(recoveries.each[0].throughput);
    EXPECT_GT(*recoveries.each[0].throughput, 250ms) << "two are not what is usual";
    EXPECT_LE(*recoveries.each[0].throughput, 1s);
    EXPECT_NEAR(*recoveries.usual_per_second, 100, 1);
    EXPECT_THAT(told(recoveries), HasSubstr("after 1 fault the first ok within 0.250 s, throughput "
                                            "back within 0."));
}

TEST(Recovery, EndsAtTheNextFault) {
    std::vector<Operation> operations;
    steadily(operations, 0s, 1s);
    steadily(operations, 4s, 6s);
    const Recoveries recoveries = measure_recovery(operations, {fault(1s, 2s), fault(3s, 3500ms)});
    ASSERT_EQ(recoveries.each.size(), 2U);
    EXPECT_FALSE(recoveries.each[0].first_ok);
    EXPECT_FALSE(recoveries.each[0].throughput);
    EXPECT_EQ(recoveries.each[1].first_ok, 501ms);
    EXPECT_THAT(told(recoveries),
                HasSubstr("after 2 faults the first ok in 1 of 2 within 0.501 s"));
}

TEST(Recovery, WhatEndsInsideAnotherFaultIsNotMeasured) {
    std::vector<Operation> operations;
    steadily(operations, 0s, 6s);
    const Recoveries recoveries =
        measure_recovery(operations, {fault(1s, 2s), fault(1500ms, 4s), fault(5s, {})});
    EXPECT_EQ(recoveries.overlapped, 1U);
    ASSERT_EQ(recoveries.each.size(), 1U);
    EXPECT_EQ(recoveries.each[0].ended, 4s);
}

TEST(Recovery, WithoutATimeBeforeNothingIsUsual) {
    std::vector<Operation> operations;
    steadily(operations, 0s, 3s);
    const Recoveries recoveries = measure_recovery(operations, {fault(100ms, 1s)});
    EXPECT_FALSE(recoveries.usual_per_second);
    EXPECT_FALSE(recoveries.each[0].throughput);
    EXPECT_EQ(told(recoveries), "after 1 fault the first ok within 0.001 s");
    EXPECT_EQ(told(measure_recovery(operations, {})), "");
    EXPECT_EQ(measure_recovery({}, {fault(1s, 2s)}).each[0].first_ok, std::nullopt);
}

TEST(Recovery, IsAmongTheDetailsOfAvailability) {
    std::vector<Operation> operations;
    steadily(operations, 0s, 3s);
    const CheckResult check = check_availability(operations, {0s, 3s}, {fault(1s, 2s)});
    EXPECT_THAT(check.explanation, HasSubstr("; after 1 fault the first ok within 0.001 s"));
    const core::Value& faults = *check.details.find("recovery")->find("faults");
    EXPECT_EQ(faults.as_list().at(0).find("first-ok")->as_int(), 1'000'000);
    EXPECT_EQ(check_availability(operations, {0s, 3s}).details.find("recovery"), nullptr);
}

/// By its definition: every moment at which the number in a window can change, and every operation
/// in it.
std::optional<Nanoseconds> back_by_definition(const std::vector<Operation>& operations,
                                              Nanoseconds end, Nanoseconds horizon, double usual) {
    std::set<Nanoseconds> moments{end};
    for (const Operation& operation : operations) {
        moments.insert(*operation.complete_time + Nanoseconds{1});
        moments.insert(*operation.complete_time + Nanoseconds{1} - 500ms);
    }
    moments.erase(moments.begin(), moments.lower_bound(end));
    for (const Nanoseconds begin : moments) {
        const auto inside = std::ranges::count_if(operations, [&](const Operation& operation) {
            return operation.outcome == EventType::ok && *operation.complete_time >= begin &&
                   *operation.complete_time < begin + 500ms;
        });
        if (begin + 500ms <= horizon && double(inside) >= 0.8 * usual * 0.5) return begin - end;
    }
    return std::nullopt;
}

TEST(Recovery, AgreesWithItsDefinitionOnRandomRuns) {
    core::Random random(13);
    std::size_t back = 0;
    for (int run = 0; run < 500; ++run) {
        std::vector<Operation> operations;
        Nanoseconds last{0};
        for (Nanoseconds time{0}; time < 4s;) {
            const bool usual = time < 1s || random.chance(0.5);
            time += Nanoseconds(random.between(1, usual ? 40'000'000 : 120'000'000));
            const auto outcome = random.chance(0.8) ? EventType::ok : EventType::fail;
            last = time + 3ms;
            operations.push_back(operation("read", outcome, time, last));
        }
        const Recoveries recoveries = measure_recovery(operations, {fault(1s, 1500ms)});
        if (!recoveries.usual_per_second) continue;
        const auto expected = back_by_definition(operations, 1500ms, last + Nanoseconds{1},
                                                 *recoveries.usual_per_second);
        ASSERT_EQ(recoveries.each[0].throughput, expected) << run;
        back += expected.has_value();
    }
    EXPECT_GT(back, 50U);
    EXPECT_LT(back, 450U);
}

}  // namespace
}  // namespace ordeal::harness
