// The searches against brute force on every history of up to five operations of three processes
// over a small domain, for every specification, and on a million random ones of up to nine.
//
// All of it takes some minutes. By default a part is tried, the same each time, under sanitizers a
// smaller one of up to four operations; ORDEAL_CHECK_JUDGE=K/N tries the K-th of N parts, from 1,
// and 1/1 all. `make check-judge` tries all parts side by side.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "core/check.hpp"
#include "tests/linearizability/histories.hpp"
#include "tests/linearizability/online_check.hpp"
#include "tests/linearizability/small_check.hpp"
#include "tests/linearizability/with_specification.hpp"

namespace ordeal::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
constexpr std::size_t most_operations = sanitized ? 4 : 5;

struct Part {
    std::uint64_t which;
    std::uint64_t of;

    bool has(std::uint64_t number) const { return number % of == which; }
};

Part part_from_environment() {
    constexpr std::uint64_t of = sanitized ? 101 : 11;
    const char* told = std::getenv("ORDEAL_CHECK_JUDGE");
    if (!told) return {0, of};
    Part part{};
    const int read = std::sscanf(told, "%lu/%lu", &part.which, &part.of);
    CHECK(read == 2 && part.which >= 1 && part.which <= part.of, "ORDEAL_CHECK_JUDGE={}: not K/N",
          told);
    --part.which;
    return part;
}

std::string describe(const SmallDomain& domain, const SmallHistory& history) {
    std::vector<Placed> placed;
    for (std::size_t i = 0; i < history.size; ++i) {
        placed.push_back({history.kind[i], 20u * history.begin[i] + i, {}});
        if (history.end[i] != SmallHistory::never)
            placed.back().returned = 20u * history.end[i] + 10 + i;
    }
    return domain.name + "\n" + to_text(to_operations(placed, domain.kinds));
}

class Exhaustive : public ::testing::TestWithParam<SmallDomain> {};

TEST_P(Exhaustive, EveryHistoryUpToFiveOperations) {
    const SmallDomain& domain = GetParam();
    const Part part = part_from_environment();
    with_specification(domain.model, [&]<typename S>() {
        SmallCheck<S> check(domain);
        OnlineCheck<S> online(domain);
        SmallHistories histories(3, crashed_kinds(domain), domain.exchanged);
        std::uint64_t number = 0;
        std::uint64_t wrong = 0;
        for (std::size_t operations = 1; operations <= most_operations; ++operations)
            histories.for_each(operations, [&](const SmallHistory& history) {
                if (!part.has(number++) || wrong > 3) return;
                auto search = check.wrong(history);
                if (search.empty()) search = online.wrong(history);
                wrong += !search.empty();
                EXPECT_EQ(search, "") << describe(domain, history);
            });
        std::printf("%lu histories, one of %lu tried\n", number, part.of);
    });
}

/// All parts and specifications together: a million.
TEST_P(Exhaustive, RandomHistoriesOfUpToNineOperations) {
    const SmallDomain& domain = GetParam();
    const Part part = part_from_environment();
    const std::uint64_t all = 1'000'000 / small_domains().size() + 1;
    with_specification(domain.model, [&]<typename S>() {
        SmallCheck<S> check(domain);
        OnlineCheck<S> online(domain);
        for (std::uint64_t number = part.which; number < all; number += part.of) {
            core::Random random = core::Random(9).split(number);
            const auto history = random_small_history(random, crashed_kinds(domain));
            auto search = check.wrong(history);
            if (search.empty()) search = online.wrong(history);
            ASSERT_EQ(search, "") << describe(domain, history);
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Judge, Exhaustive, ::testing::ValuesIn(small_domains()),
                         [](const auto& tested) {
                             std::string name = tested.param.name;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

/// A history up to the order of its operations: which kinds there are, which precedes which.
std::string shape(const SmallHistory& history, std::vector<std::size_t> order) {
    std::string least;
    do {
        std::string text;
        for (const std::size_t i : order) {
            text += static_cast<char>('a' + history.kind[i]);
            for (const std::size_t j : order)
                text += history.precedes(i, j) ? '1' : '0';
        }
        if (least.empty() || text < least) least = text;
    } while (std::next_permutation(order.begin(), order.end()));
    return least;
}

/// Each way to place kinds on events one after the other is one of the small histories, for kinds
/// 0 and 1 that return and 2 that does not.
TEST(SmallHistories, AreAllThereAre) {
    const std::vector<bool> crashed{false, false, true};
    for (std::size_t count = 1; count <= 4; ++count) {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < count; ++i)
            order.push_back(i);
        std::set<std::string> few;
        SmallHistories(3, crashed).for_each(count, [&](const SmallHistory& history) {
            few.insert(shape(history, order));
        });
        std::set<std::string> all;
        for (const auto& overlap : all_overlaps(count, 3)) {
            for (std::size_t number = 0; number < std::size_t(std::pow(3, count)); ++number) {
                SmallHistory history;
                history.size = count;
                std::size_t rest = number;
                for (std::size_t i = 0; i < count; ++i, rest /= 3) {
                    history.kind[i] = static_cast<std::uint8_t>(rest % 3);
                    history.begin[i] = static_cast<std::uint8_t>(overlap[i].invoked);
                    history.end[i] = crashed[rest % 3]
                                         ? SmallHistory::never
                                         : static_cast<std::uint8_t>(*overlap[i].returned);
                }
                all.insert(shape(history, order));
            }
        }
        EXPECT_EQ(few, all);
    }
}

}  // namespace
}  // namespace ordeal::testing
