// Sets that nobody reads as a whole: the special case against brute force.
#include "linearizability/monitors/set_monitor.hpp"
#include "tests/linearizability/monitor_check.hpp"

namespace ordeal::testing {
namespace {

using core::Value;
using linearizability::JudgeOptions;
using linearizability::Set;

JudgeOptions sets(Value initial = nullptr) {
    JudgeOptions options;
    options.model = "set";
    options.initial = std::move(initial);
    return options;
}

/// What can be done to elements 1 to `elements`. `apart`: each is added once and removed once.
std::vector<DistinctKind> element_kinds(int elements, bool apart) {
    std::vector<DistinctKind> kinds;
    for (int element = 1; element <= elements; ++element) {
        const auto number = static_cast<std::size_t>(2 * element);
        for (const auto* outcome : {"ok", "info"}) {
            kinds.push_back({make_kind("add", element, nullptr, outcome), apart ? number : 0});
            kinds.push_back(
                {make_kind("remove", element, nullptr, outcome), apart ? number + 1 : 0});
        }
        kinds.push_back({make_kind("contains", element, true)});
        kinds.push_back({make_kind("contains", element, false)});
    }
    return kinds;
}

TEST(SetMonitor, EverySmallHistoryOfOneElement) {
    for (const auto& initial : {Value(), Value::list({1})}) {
        MonitorCheck<Set> check(sets(initial), element_kinds(1, false));
        for (std::size_t count = 1; count <= most_operations(4); ++count)
            check.every(count);
        EXPECT_GE(check.applied(), 100u);
        EXPECT_EQ(check.clashes(), check.invalid());
    }
}

TEST(SetMonitor, RandomHistoriesOfOneElement) {
    MonitorCheck<Set> check(sets(), element_kinds(1, true));
    check.random(1, 50'000, 9);
    EXPECT_EQ(check.applied(), 50'000u);
    EXPECT_EQ(check.clashes(), check.invalid());
}

TEST(SetMonitor, RandomHistoriesOfSomeElements) {
    for (const auto& initial : {Value(), Value::list({1, 3, 4})})
        for (const bool apart : {false, true}) {
            MonitorCheck<Set> check(sets(initial), element_kinds(3, apart));
            check.random(apart ? 2 : 3, 10'000, 9);
            EXPECT_EQ(check.applied(), 10'000u);
            EXPECT_GE(check.invalid(), 100u);
            EXPECT_EQ(check.clashes(), check.invalid());
        }
}

TEST(SetMonitor, LeavesWholeReadsToTheSearch) {
    auto kinds = element_kinds(2, false);
    kinds.push_back({make_kind("read", nullptr, Value::list({1}))});
    MonitorCheck<Set> check(sets(), kinds);
    check.random(4, 10'000, 6);
    EXPECT_GE(check.applied(), 5'000u);
    EXPECT_LE(check.applied(), 8'000u);
}

}  // namespace
}  // namespace ordeal::testing
