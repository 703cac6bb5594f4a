#include "harness/hunt/behaviour.hpp"

#include <set>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::harness {
namespace {

TEST(DistinctCount, IsExactAsLongAsThereIsRoom) {
    core::Random random(1);
    DistinctCount count(1000);
    std::set<std::uint64_t> all;
    for (int i = 0; i < 900; ++i) {
        const std::uint64_t number = core::Random(random.below(500)).next();
        count.add(number);
        all.insert(number);
    }
    EXPECT_EQ(count.count(), all.size());
}

TEST(DistinctCount, BeyondItsRoomItIsCloseAndTheOrderDoesNotMatter) {
    core::Random random(2);
    DistinctCount first(1000);
    DistinctCount second(1000);
    DistinctCount whole(1000);
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t number = random.next();
        (i % 3 == 0 ? first : second).add(number);
        whole.add(number);
        whole.add(number);
    }
    EXPECT_NEAR(static_cast<double>(whole.count()), 100'000, 15'000);
    first.add(second);
    EXPECT_EQ(first.count(), whole.count());
}

/// A run in which node 0 handles these kinds.
Behaviour run_of(const std::vector<std::uint64_t>& kinds) {
    Behaviour run;
    for (const std::uint64_t kind : kinds)
        run.event(0, kind);
    return run;
}

TEST(Behaviour, NewIsAnOrderOfThreeEventsThatWasNotThere) {
    Behaviour all;
    EXPECT_EQ(all.add(run_of({1, 2, 3})), 3);
    EXPECT_EQ(all.add(run_of({1, 2, 3})), 0);
    EXPECT_EQ(all.add(run_of({1, 2, 4})), 1);
    EXPECT_EQ(all.add(run_of({3, 2, 1})), 3);
    EXPECT_EQ(all.traits(), 7);
}

TEST(Behaviour, ManyMoreOfTheSameIsNewAndALittleMoreIsNot) {
    const auto times = [](int many) { return run_of(std::vector<std::uint64_t>(many, 7)); };
    Behaviour all;
    all.add(times(20));
    EXPECT_EQ(all.add(times(25)), 0);
    EXPECT_EQ(all.add(times(200)), 1);
}

TEST(Behaviour, NodesHaveAnOrderOfTheirOwn) {
    Behaviour mixed;
    for (const std::uint64_t kind : {1, 2, 3}) {
        mixed.event(0, kind);
        mixed.event(1, 9);
    }
    Behaviour all;
    all.add(run_of({1, 2, 3}));
    all.add(run_of({9, 9, 9}));
    EXPECT_EQ(all.add(mixed), 0);
}

}  // namespace
}  // namespace ordeal::harness
