// Searches over graphs whose answers are known: random ones against textbook code, and small ones
// that other checkers get wrong.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/graph.hpp"
#include "tests/checker/two_phase_commit.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::SearchOptions;
using checker::Strategy;

std::vector<SearchOptions> every_search() {
    std::vector<SearchOptions> out;
    for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
        out.push_back({.strategy = Strategy::breadth_first, .memory = memory});
        out.push_back({.strategy = Strategy::breadth_first, .memory = memory, .threads = 3});
        out.push_back({.strategy = Strategy::depth_first, .memory = memory});
        out.push_back({.strategy = Strategy::depth_first, .memory = memory, .threads = 3});
    }
    out.push_back({.strategy = Strategy::iterative_deepening});
    return out;
}

struct Expected {
    std::uint64_t unique = 0;
    std::uint64_t generated = 0;
    std::optional<std::uint32_t> marked_at;  // depth of the nearest marked state
};

Expected expected_of(const Graph& graph) {
    Expected expected{0, graph.initial.size(), {}};
    const auto depth = depths(graph);
    for (std::size_t node = 0; node < depth.size(); ++node) {
        if (!depth[node]) continue;
        ++expected.unique;
        for (const auto target : graph.edges[node])
            expected.generated += target < 1000 ? 1 : 0;
        if (graph.marked[node] && (!expected.marked_at || *depth[node] < *expected.marked_at))
            expected.marked_at = depth[node];
    }
    return expected;
}

void expect_agreement(const Graph& graph, SearchOptions options) {
    const Expected expected = expected_of(graph);
    options.explore_all = true;
    const auto report = checker::check(graph, options);
    EXPECT_EQ(report.stopped, "");
    EXPECT_EQ(report.unique, expected.unique);
    EXPECT_EQ(report.generated, expected.generated);
    const auto& always = report.properties[0].path;
    ASSERT_EQ(always.has_value(), expected.marked_at.has_value());
    if (always && options.strategy != Strategy::depth_first) {
        EXPECT_EQ(always->steps.size() + 1, *expected.marked_at);
    }
    EXPECT_EQ(report.properties[1].path.has_value(), can_stay_unmarked(graph));
}

TEST(Search, AgreesWithTextbookCodeOnRandomGraphs) {
    core::Random random(1);
    for (int i = 0; i < 600; ++i) {
        const auto nodes = static_cast<std::uint32_t>(random.between(1, 40));
        Graph graph = random_graph(random, nodes, 3, i % 3 == 0 ? 0.3 : 0.05);
        for (const auto& options : every_search())
            expect_agreement(graph, options);
        ASSERT_FALSE(testing::Test::HasFailure()) << "graph " << i;
    }
}

TEST(Search, AModelWithoutPropertiesIsExplored) {
    const Graph graph{{{1}, {2}, {}}, {0}, {false, false, false}, {}};
    for (const auto& options : every_search()) {
        const auto report = checker::check(graph, options);
        EXPECT_EQ(report.unique, 3U);
        EXPECT_EQ(report.verdict, core::Verdict::valid);
    }
}

// 0 -> 1 -> 2 (marked), 0 -> 3 -> 4 -> 5 -> 6 (marked): another property goes on to 7.
TEST(Search, TheShortestWitnessIsKeptWhenTheSearchGoesOn) {
    Graph graph{{{3, 1}, {2}, {}, {4}, {5}, {6}, {7}, {}},
                {0},
                {false, false, true, false, false, false, true, false},
                {Graph::never_marked(), Graph::sometimes_is("seven", 7)}};
    for (const unsigned threads : {1U, 4U}) {
        const auto report = checker::check(graph, {.threads = threads});
        ASSERT_TRUE(report.properties[0].path);
        EXPECT_EQ(report.properties[0].path->steps.size(), 2U);
        EXPECT_TRUE(report.properties[1].path);
        EXPECT_EQ(report.verdict, core::Verdict::invalid);
    }
}

TEST(Eventually, ALassoThatNeverSatisfiesItIsACounterexample) {
    const Graph graph{{{1, 2}, {0}, {}}, {0}, {false, false, true}, {Graph::at_some_time_marked()}};
    for (const auto& options : every_search()) {
        const auto report = checker::check(graph, options);
        EXPECT_EQ(report.verdict, core::Verdict::invalid);
        ASSERT_TRUE(report.properties[0].path);
        ASSERT_TRUE(report.properties[0].path->loop);
        EXPECT_EQ(*report.properties[0].path->loop, 0U);
        EXPECT_EQ(report.properties[0].path->last(), 0U);
    }
}

// 1 is marked, 2 is not, both lead to 3, which ends: by way of 2 nothing is ever marked. Whichever
// comes first, the answer is the same.
TEST(Eventually, AJoinDoesNotHideTheOtherWay) {
    for (const auto& order : std::vector<std::vector<std::uint32_t>>{{1, 2}, {2, 1}}) {
        const Graph graph{{order, {3}, {3}, {}},
                          {0},
                          {false, true, false, false},
                          {Graph::at_some_time_marked()}};
        for (const auto& options : every_search()) {
            const auto report = checker::check(graph, options);
            EXPECT_EQ(report.verdict, core::Verdict::invalid);
            ASSERT_TRUE(report.properties[0].path);
            EXPECT_EQ(report.properties[0].path->steps.size(), 2U);
        }
    }
}

TEST(Eventually, HoldsWhereEveryPathComesToIt) {
    const Graph graph{
        {{1, 2}, {3}, {3}, {1}}, {0}, {false, true, true, false}, {Graph::at_some_time_marked()}};
    for (const auto& options : every_search())
        EXPECT_EQ(checker::check(graph, options).verdict, core::Verdict::valid);
}

// The long way 0-1-2-3 comes first in depth, the short one 0-3 makes 4 and 5 lie within depth 4.
TEST(Limits, AnyDepthIsExploredExhaustively) {
    for (int seed = 0; seed < 200; ++seed) {
        core::Random random(static_cast<std::uint64_t>(seed));
        Graph graph = random_graph(random, 30, 3, 0.1);
        const auto depth = depths(graph);
        for (std::uint32_t limit = 1; limit < 7; ++limit) {
            std::uint64_t expected = 0;
            for (const auto& d : depth)
                expected += d && *d <= limit ? 1 : 0;
            for (auto options : every_search()) {
                options.max_depth = limit;
                options.explore_all = true;
                ASSERT_EQ(checker::check(graph, options).unique, expected) << seed << " " << limit;
            }
        }
    }
}

TEST(Limits, StatesAreCountedExactly) {
    for (auto options : every_search()) {
        options.explore_all = true;
        options.max_states = 100;
        const auto report = checker::check(TwoPhaseCommit{5}, options);
        EXPECT_EQ(report.unique, 100U);
        EXPECT_EQ(report.stopped, "the limit on states");
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
        options.max_states = 288;  // there are no more
        EXPECT_TRUE(checker::check(TwoPhaseCommit{3}, options).exhausted);
    }
}

TEST(Limits, TimeIsHonouredOnOneThread) {
    for (const auto strategy :
         {Strategy::breadth_first, Strategy::depth_first, Strategy::iterative_deepening}) {
        const auto report =
            checker::check(TwoPhaseCommit{14}, {.strategy = strategy,
                                                .memory = Memory::fingerprint,
                                                .timeout = std::chrono::milliseconds(50)});
        EXPECT_EQ(report.stopped, "the limit on time");
        EXPECT_LT(report.seconds, 5);
    }
}

TEST(Limits, MemoryStopsTheSearchCleanly) {
    const auto report = checker::check(
        TwoPhaseCommit{14}, {.strategy = Strategy::breadth_first, .max_memory_bytes = 32 << 20});
    EXPECT_EQ(report.stopped, "the limit on memory");
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_LT(report.visited_bytes, std::size_t{128} << 20);
}

TEST(Limits, Cancelling) {
    const std::atomic<bool> cancelled = true;
    const auto report = checker::check(TwoPhaseCommit{5}, {.cancelled = &cancelled});
    EXPECT_EQ(report.stopped, "cancelled");
}

/// A chain of states that take two milliseconds each, for ever.
struct Slow {
    struct State {
        std::uint32_t value = 0;
        bool operator==(const State&) const = default;
    };
    using Action = std::uint32_t;
    std::shared_ptr<std::atomic<int>> expanded = std::make_shared<std::atomic<int>>(0);

    std::vector<State> initial_states() const { return {{0}}; }
    void actions(const State&, std::vector<Action>& out) const {
        ++*expanded;
        const auto start = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(2)) {
        }
        out.push_back(1);
    }
    bool apply(State& state, Action action) const {
        state.value += action;
        return true;
    }
    std::vector<checker::Property<Slow>> properties() const { return {}; }
};

TEST(Limits, TimeIsLookedAtMoreOftenWhereStatesTakeLong) {
    const Slow slow;
    const auto report = checker::check(slow, {.timeout = std::chrono::milliseconds(20)});
    EXPECT_EQ(report.stopped, "the limit on time");
    EXPECT_LE(*slow.expanded, 40);
}

TEST(Limits, CancellingWhileThreadsWait) {
    std::atomic<bool> cancelled = false;
    int told = 0;
    const SearchOptions options{.strategy = Strategy::depth_first,
                                .threads = 3,
                                .cancelled = &cancelled,
                                .progress = [&](const auto&) { cancelled = ++told > 2; },
                                .progress_every = std::chrono::milliseconds(1)};
    EXPECT_EQ(checker::check(TwoPhaseCommit{14}, options).stopped, "cancelled");
}

TEST(Progress, TellsWhatTheReportTells) {
    for (const auto strategy :
         {Strategy::breadth_first, Strategy::depth_first, Strategy::iterative_deepening}) {
        std::vector<checker::Progress> told;
        const auto report = checker::check(
            TwoPhaseCommit{7}, {.strategy = strategy,
                                .explore_all = true,
                                .progress = [&](const auto& progress) { told.push_back(progress); },
                                .progress_every = std::chrono::microseconds(100)});
        ASSERT_GT(told.size(), 2U);
        for (std::size_t i = 0; i < told.size(); ++i) {
            EXPECT_LE(told[i].unique, report.unique);
            EXPECT_LE(told[i].generated, report.generated);
            if (i == 0) continue;
            EXPECT_GE(told[i].unique, told[i - 1].unique);
            EXPECT_GE(told[i].seconds, told[i - 1].seconds);
        }
        EXPECT_FALSE(checker::to_text(told.back()).empty());
    }
}

/// The estimate from the first levels of a known search is within a factor of three.
TEST(Progress, EstimatesWhatRemains) {
    std::vector<std::uint64_t> levels;
    std::uint64_t before = 0;
    for (std::uint32_t depth = 1; depth <= 23; ++depth) {
        const auto report =
            checker::check(TwoPhaseCommit{7}, {.explore_all = true, .max_depth = depth});
        levels.push_back(report.unique - before);
        before = report.unique;
    }
    EXPECT_EQ(before, 296'448U);
    for (std::size_t seen = 9; seen <= 16; ++seen) {
        std::uint64_t rest = 0;
        for (std::size_t i = seen; i < levels.size(); ++i)
            rest += levels[i];
        const auto guess = checker::estimate_remaining({levels.data(), seen});
        ASSERT_TRUE(guess);
        EXPECT_LT(*guess, rest * 3) << seen;
        EXPECT_GT(*guess, rest / 3) << seen;
    }
    const std::vector<std::uint64_t> growing{1, 10, 100, 1000, 10'000};
    EXPECT_FALSE(checker::estimate_remaining(growing));
}

TEST(Simulation, FindsTheSameWithTheSameSeedAndPathsAreReplayed) {
    core::Random random(9);
    int found = 0;
    for (int i = 0; i < 100; ++i) {
        Graph graph = random_graph(random, 60, 4, 0.05);
        graph.claims = {Graph::never_marked()};
        const SearchOptions options{.strategy = Strategy::simulation, .seed = 7, .walks = 50};
        const auto first = checker::check(graph, options);
        const auto second = checker::check(graph, options);
        EXPECT_EQ(first.stopped.find("deterministic"), std::string::npos) << first.stopped;
        EXPECT_EQ(first.generated, second.generated);
        ASSERT_EQ(first.properties[0].path.has_value(), second.properties[0].path.has_value());
        if (!first.properties[0].path) continue;
        ++found;
        EXPECT_TRUE(graph.marked[first.properties[0].path->last()]);
        EXPECT_EQ(first.verdict, core::Verdict::invalid);
    }
    EXPECT_GT(found, 50);
}

/// Its actions differ from call to call.
struct Moody {
    struct State {
        std::uint32_t value = 0;
        bool operator==(const State&) const = default;
    };
    using Action = std::uint32_t;
    std::shared_ptr<int> calls = std::make_shared<int>(0);

    std::vector<State> initial_states() const { return {{0}}; }
    void actions(const State& state, std::vector<Action>& out) const {
        if (state.value < 20) out.push_back(++*calls % 7 + 1);
    }
    bool apply(State& state, Action action) const {
        state.value += action;
        return true;
    }
    std::string text(const State&) const { return ""; }
    std::string text(const Action&) const { return ""; }
    std::vector<checker::Property<Moody>> properties() const {
        return {checker::always<Moody>("small",
                                       [](const Moody&, const State& s) { return s.value != 5; })};
    }
};

TEST(Replay, AModelThatIsNotDeterministicIsToldSo) {
    const auto report = checker::check(Moody{}, {});
    EXPECT_NE(report.stopped.find("not deterministic"), std::string::npos) << report.stopped;
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
}

TEST(Fingerprints, TheProbabilityOfACollisionIsReported) {
    const auto report = checker::check(TwoPhaseCommit{5}, {.memory = Memory::fingerprint});
    EXPECT_GT(report.collision_probability, 0);
    EXPECT_LT(report.collision_probability, 1e-10);
    EXPECT_EQ(checker::check(TwoPhaseCommit{3}, {}).collision_probability, 0);
}

}  // namespace
}  // namespace ordeal::tests
