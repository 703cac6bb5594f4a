// Logs with distinct values: the special case against brute force.
#include "linearizability/monitors/log_monitor.hpp"
#include "tests/linearizability/monitor_check.hpp"

namespace ordeal::testing {
namespace {

using core::Value;
using linearizability::JudgeOptions;
using linearizability::Log;

JudgeOptions logs(Value initial) {
    JudgeOptions options;
    options.model = "log";
    options.initial = std::move(initial);
    return options;
}

/// Appends of 1 to 3, and reads of every list of two of them at most, and of some of three, each
/// behind the values of `initial`.
std::vector<DistinctKind> log_kinds(const Value::List& initial) {
    std::vector<DistinctKind> kinds;
    const auto add_read = [&](const std::vector<int>& values) {
        Value::List seen = initial;
        seen.insert(seen.end(), values.begin(), values.end());
        kinds.push_back({make_kind("read", nullptr, seen)});
    };
    add_read({});
    for (int a = 1; a <= 3; ++a) {
        const auto number = static_cast<std::size_t>(a);
        kinds.push_back({make_kind("append", a), number});
        kinds.push_back({make_kind("append", a, nullptr, "info"), number});
        add_read({a});
        for (int b = 1; b <= 3; ++b)
            if (a != b) add_read({a, b});
    }
    add_read({1, 2, 3});
    add_read({2, 1, 3});
    return kinds;
}

TEST(LogMonitor, EverySmallHistory) {
    MonitorCheck<Log> check(logs(nullptr), log_kinds({}));
    for (std::size_t count = 1; count <= most_operations(3); ++count)
        check.every(count);
    EXPECT_GE(check.applied(), 10'000u);
    EXPECT_EQ(check.clashes(), check.invalid());
}

TEST(LogMonitor, RandomHistories) {
    for (const auto& initial : {Value::List{}, Value::List{7, 8}}) {
        auto kinds = log_kinds(initial);
        if (!initial.empty()) kinds.push_back({make_kind("read", nullptr, Value::list({7}))});
        MonitorCheck<Log> check(logs(initial), kinds);
        check.random(1, 40'000, 9);
        EXPECT_EQ(check.applied(), 40'000u);
        EXPECT_EQ(check.clashes(), check.invalid());
    }
}

/// Few reads, so that many of them are valid.
TEST(LogMonitor, RandomHistoriesThatAreMostlyValid) {
    std::vector<DistinctKind> kinds;
    for (int value = 1; value <= 4; ++value) {
        const auto number = static_cast<std::size_t>(value);
        kinds.push_back({make_kind("append", value), number});
        kinds.push_back({make_kind("append", value, nullptr, "info"), number});
        Value::List seen;
        for (int i = 1; i <= value; ++i)
            seen.emplace_back(i);
        kinds.push_back({make_kind("read", nullptr, seen)});
    }
    MonitorCheck<Log> check(logs(nullptr), kinds);
    check.random(2, 60'000, 9);
    EXPECT_EQ(check.applied(), 60'000u);
    EXPECT_LE(check.invalid(), 55'000u);
}

TEST(LogMonitor, LeavesValuesThatComeTwiceToTheSearch) {
    auto kinds = log_kinds({});
    for (DistinctKind& kind : kinds)
        kind.puts = 0;
    kinds.push_back({make_kind("read", nullptr, Value::list({1, 1}))});
    MonitorCheck<Log> check(logs(nullptr), kinds);
    check.random(3, 20'000, 6);
    EXPECT_GE(check.applied(), 10'000u);
    EXPECT_LE(check.applied(), 19'900u);
}

}  // namespace
}  // namespace ordeal::testing
