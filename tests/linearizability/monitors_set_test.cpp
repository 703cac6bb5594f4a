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

/// Elements 1 to 3, added once, with every look and every read of some of them.
std::vector<DistinctKind> growing_kinds() {
    std::vector<DistinctKind> kinds;
    for (int element = 1; element <= 3; ++element) {
        const auto number = static_cast<std::size_t>(element);
        kinds.push_back({make_kind("add", element), number});
        kinds.push_back({make_kind("add", element, nullptr, "info"), number});
        kinds.push_back({make_kind("contains", element, true), 0, number});
        kinds.push_back({make_kind("contains", element, false), 0, number});
    }
    for (int choice = 0; choice < 8; ++choice) {
        Value::List seen;
        for (int element = 1; element <= 3; ++element)
            if (choice >> (element - 1) & 1) seen.emplace_back(element);
        kinds.push_back({make_kind("read", nullptr, seen)});
    }
    return kinds;
}

TEST(SetMonitor, EverySmallHistoryOfSetsThatGrow) {
    MonitorCheck<Set> check(sets(), growing_kinds());
    for (std::size_t count = 1; count <= most_operations(3); ++count)
        check.every(count);
    EXPECT_GE(check.applied(), 5'000u);
}

TEST(SetMonitor, RandomHistoriesOfSetsThatGrow) {
    MonitorCheck<Set> check(sets(), growing_kinds());
    check.random(5, 40'000, 9);
    EXPECT_EQ(check.applied(), 40'000u);
    EXPECT_GE(check.invalid(), 1'000u);
}

TEST(SetMonitor, RandomHistoriesOfSetsThatGrowFromSomething) {
    auto kinds = growing_kinds();
    std::erase_if(kinds, [](const DistinctKind& kind) { return kind.puts == 3; });
    MonitorCheck<Set> check(sets(Value::list({3})), kinds);
    check.random(6, 20'000, 7);
    EXPECT_EQ(check.applied(), 20'000u);
    EXPECT_LE(check.invalid(), 19'000u);
}

TEST(SetMonitor, LeavesWholeReadsWithRemovesToTheSearch) {
    auto kinds = element_kinds(2, false);
    kinds.push_back({make_kind("read", nullptr, Value::list({1}))});
    MonitorCheck<Set> check(sets(), kinds);
    check.random(4, 10'000, 6);
    EXPECT_GE(check.applied(), 5'000u);
    EXPECT_LE(check.applied(), 9'500u);
}

}  // namespace
}  // namespace ordeal::testing
