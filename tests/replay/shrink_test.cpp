// Shrinking, of runs that go wrong in a way that is known: what is left is exactly what is needed,
// and no step of it can be left out.
#include "checker/replay/shrink.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace ordeal::checker {
namespace {

using actors::Id;
using actors::StepKind;
using Numbers = std::vector<std::size_t>;

/// Steps of which each may have one earlier step as its cause.
std::vector<RecordedStep> random_steps(core::Random& random, std::size_t size) {
    std::vector<RecordedStep> steps(size);
    for (std::size_t i = 0; i < size; ++i) {
        steps[i].whom = Id::node(1);
        steps[i].kind = i == 0 ? StepKind::start : StepKind::deliver;
        if (i > 0 && random.below(3) > 0) steps[i].origin.step = random.below(i);
        if (i > 0 && steps[i].origin.step == Origin::nowhere) steps[i].kind = StepKind::invoke;
    }
    return steps;
}

/// Goes wrong when all of `needed` happen. A step happens only after its cause.
struct KnownWrong {
    const std::vector<RecordedStep>& steps;
    std::set<std::size_t> needed;
    std::size_t attempts = 0;

    Attempt operator()(const Numbers& numbers) {
        ++attempts;
        std::set<std::size_t> happened;
        for (const std::size_t number : numbers) {
            const std::size_t cause = steps[number].origin.step;
            if (cause == Origin::nowhere || happened.contains(cause)) happened.insert(number);
        }
        if (!std::ranges::includes(happened, needed)) return {};
        return {Numbers(happened.begin(), happened.end())};
    }
};

/// The needed steps with all their causes, and the starts.
std::set<std::size_t> closure(const std::vector<RecordedStep>& steps,
                              const std::set<std::size_t>& needed) {
    std::set<std::size_t> all = {0};
    for (std::size_t number : needed)
        for (; number != Origin::nowhere; number = steps[number].origin.step)
            all.insert(number);
    return all;
}

TEST(Shrink, LeavesExactlyWhatIsNeeded) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        core::Random random(seed);
        const auto steps = random_steps(random, 2 + random.below(150));
        std::set<std::size_t> needed;
        for (int i = 0; i < 4; ++i)
            needed.insert(random.below(steps.size()));
        KnownWrong wrong{steps, needed};
        Numbers all(steps.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const auto result = shrink_steps(
            steps, all, [&](const Numbers& numbers) { return wrong(numbers); },
            [] { return true; });
        const auto expected = closure(steps, needed);
        EXPECT_EQ(result.numbers, Numbers(expected.begin(), expected.end())) << "seed " << seed;
        EXPECT_TRUE(result.minimal);
        EXPECT_EQ(result.attempts, wrong.attempts);
    }
}

TEST(Shrink, TriesWhatIsPromisingFirst) {
    core::Random random(7);
    const auto steps = random_steps(random, 2000);
    KnownWrong wrong{steps, {1999}};
    Numbers all(steps.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto expected = closure(steps, {1999});
    const auto result = shrink_steps(
        steps, all, [&](const Numbers& numbers) { return wrong(numbers); }, [] { return true; },
        {Numbers(expected.begin(), expected.end())});
    EXPECT_EQ(result.numbers.size(), expected.size());
    EXPECT_LT(result.attempts, 2 * expected.size() + 5);
}

TEST(Shrink, StopsWhenItIsTold) {
    core::Random random(3);
    const auto steps = random_steps(random, 100);
    KnownWrong wrong{steps, {50}};
    Numbers all(steps.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    int left = 3;
    const auto result = shrink_steps(
        steps, all, [&](const Numbers& numbers) { return wrong(numbers); },
        [&left] { return left-- > 0; });
    EXPECT_FALSE(result.minimal);
    EXPECT_EQ(result.attempts, 3U);
    EXPECT_TRUE(std::ranges::find(result.numbers, 50U) != result.numbers.end());
}

TEST(Shrink, ChainsOfCausesHaveOneRoot) {
    std::vector<RecordedStep> steps(6);
    steps[0].kind = StepKind::start;
    steps[1].kind = StepKind::invoke;
    steps[2].kind = steps[3].kind = StepKind::deliver;
    steps[2].origin.step = 1;
    steps[3].origin.step = 2;
    steps[4].kind = StepKind::timer;
    steps[4].origin.step = 0;  // set at the start: nobody's
    steps[5].kind = StepKind::deliver;
    steps[5].origin.step = 4;
    EXPECT_EQ(roots_of(steps), (Numbers{0, 1, 1, 1, 4, 4}));
}

}  // namespace
}  // namespace ordeal::checker
