// Registers with distinct values: the special case against brute force.
#include "linearizability/monitors/register_monitor.hpp"
#include "tests/linearizability/monitor_check.hpp"

namespace ordeal::testing {
namespace {

using core::Value;
using linearizability::JudgeOptions;
using linearizability::Register;

JudgeOptions of_model(std::string model) {
    JudgeOptions options;
    options.model = std::move(model);
    return options;
}

/// Reads and writes of that many values, and reads of the initial one.
std::vector<DistinctKind> reads_and_writes(int values) {
    std::vector<DistinctKind> kinds{{make_kind("read", nullptr, nullptr)}};
    for (int value = 1; value <= values; ++value) {
        const auto number = static_cast<std::size_t>(value);
        kinds.push_back({make_kind("read", nullptr, value), 0, number});
        kinds.push_back({make_kind("write", value), number, 0});
        kinds.push_back({make_kind("write", value, nullptr, "info"), number, 0});
    }
    return kinds;
}

/// The same with every cas between two of the values or from the initial one.
std::vector<DistinctKind> with_cas(int values) {
    auto kinds = reads_and_writes(values);
    for (int to = 1; to <= values; ++to)
        for (int from = 0; from <= values; ++from)
            for (const auto* outcome : {"ok", "info"}) {
                const auto pair = Value::list({from == 0 ? Value() : Value(from), to});
                const auto puts = static_cast<std::size_t>(from == to ? 0 : to);
                kinds.push_back({make_kind("cas", pair, nullptr, outcome), puts,
                                 static_cast<std::size_t>(from)});
            }
    return kinds;
}

/// All of them were decided by the monitor, and of each one that is invalid it knows why.
void expect_decided(const MonitorCheck<Register>& check, std::size_t at_least) {
    EXPECT_GE(check.applied(), at_least);
    EXPECT_GE(check.invalid(), at_least / 4);
    EXPECT_EQ(check.clashes(), check.invalid());
}

TEST(RegisterMonitor, EverySmallHistoryOfReadsAndWrites) {
    MonitorCheck<Register> check(of_model("register"), reads_and_writes(5));
    for (std::size_t count = 1; count <= most_operations(4); ++count)
        check.every(count);
    expect_decided(check, 35'000);
}

TEST(RegisterMonitor, RandomHistoriesOfReadsAndWrites) {
    MonitorCheck<Register> check(of_model("register"), reads_and_writes(5));
    check.random(1, 100'000, 9);
    expect_decided(check, 100'000);
}

TEST(RegisterMonitor, EverySmallHistoryWithCas) {
    MonitorCheck<Register> check(of_model("cas-register"), with_cas(4));
    for (std::size_t count = 1; count <= most_operations(3); ++count)
        check.every(count);
    expect_decided(check, 22'000);
}

TEST(RegisterMonitor, RandomHistoriesWithCas) {
    MonitorCheck<Register> check(of_model("cas-register"), with_cas(4));
    check.random(2, 100'000, 9);
    expect_decided(check, 100'000);
}

/// Values that come twice, the initial one among them, and a cas that was seen to miss: some of
/// these histories are outside of the theory, the others are not.
TEST(RegisterMonitor, KnowsWhereItDoesNotApply) {
    std::vector<DistinctKind> kinds;
    for (const Value& value : {Value(), Value(1), Value(2)}) {
        kinds.push_back({make_kind("read", nullptr, value)});
        kinds.push_back({make_kind("write", value)});
        kinds.push_back({make_kind("write", value, nullptr, "info")});
        kinds.push_back({make_kind("cas", Value::list({value, 1}))});
        kinds.push_back({make_kind("cas", Value::list({value, 2}), nullptr, "info")});
    }
    kinds.push_back({make_kind("cas", Value::list({1, 2}), nullptr, "fail")});
    auto options = of_model("cas-register");
    options.failed_cas = linearizability::FailedCas::observed;
    MonitorCheck<Register> check(options, kinds);
    check.random(3, 60'000, 7);
    EXPECT_GE(check.applied(), 20'000u);
    EXPECT_LE(check.applied(), 50'000u);
}

}  // namespace
}  // namespace ordeal::testing
