// Symmetry: one state of each orbit, whatever the search; verdicts and witnesses of the whole.
#include <set>

#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "examples/two-phase-commit/two_phase_commit.hpp"
#include "tests/checker/friends.hpp"
#include "tests/checker/graph.hpp"
#include "tests/checker/random_models.hpp"

namespace ordeal::tests {
namespace {

using checker::Memory;
using checker::SearchOptions;
using checker::Strategy;
using examples::TwoPhaseCommit;

/// Depth first, and breadth first with some numbers of threads, exact and by fingerprints.
std::vector<SearchOptions> searches() {
    std::vector<SearchOptions> all;
    for (const auto memory : {Memory::exact, Memory::fingerprint}) {
        all.push_back({.strategy = Strategy::depth_first, .memory = memory});
        for (const unsigned threads : {1U, 2U, 4U})
            all.push_back({.memory = memory, .threads = threads});
    }
    for (auto& options : all) {
        options.explore_all = true;
        options.symmetry = true;
    }
    return all;
}

// By sorting with ties 10 managers would be 30,904 states in one search and 59,632 in another.
TEST(Symmetry, OfTwoPhaseCommitGivesTheOrbitsInEverySearch) {
    constexpr std::pair<std::uint32_t, std::uint64_t> known[] = {{2, 34},  {3, 80},   {5, 314},
                                                                 {7, 920}, {8, 1461}, {10, 3300}};
    for (const auto& options : searches())
        for (const auto& [managers, orbits] : known) {
            const auto report = checker::check(TwoPhaseCommit{managers}, options);
            EXPECT_EQ(report.unique, orbits) << managers << " managers";
            EXPECT_EQ(report.verdict, core::Verdict::valid) << report.stopped;
            EXPECT_GT(report.reductions.merged, 0U);
        }
}

/// The states that can be reached, by a plain search, each replaced by the least of all that the
/// n! exchanges make of it.
template <typename M>
std::size_t count_orbits(const M& model) {
    std::set<typename M::State> seen;
    std::vector<typename M::State> open = model.initial_states();
    std::set<typename M::State> orbits;
    while (!open.empty()) {
        const auto state = open.back();
        open.pop_back();
        if (!seen.insert(state).second) continue;
        auto least = state;
        std::vector<std::uint32_t> to(model.parts);
        std::iota(to.begin(), to.end(), 0U);
        do {
            auto exchanged = state;
            model.permute(exchanged, to);
            least = std::min(least, exchanged);
        } while (std::ranges::next_permutation(to).found);
        orbits.insert(least);
        std::vector<typename M::Action> actions;
        model.actions(state, actions);
        for (const auto& action : actions) {
            auto next = state;
            if (model.apply(next, action)) open.push_back(next);
        }
    }
    return orbits.size();
}

/// Takes the steps of a path again in the model.
template <typename M>
bool is_walk(const M& model, const checker::Path<M>& path) {
    auto state = path.initial;
    if (std::ranges::count(model.initial_states(), state) == 0) return false;
    for (const auto& step : path.steps)
        if (!model.apply(state, step.action) || !(state == step.state)) return false;
    return !path.loop || path.state(*path.loop) == state;
}

template <bool coloured>
void expect_same_as_whole(std::uint64_t seed) {
    core::Random random(seed);
    const auto model = random_friends<coloured>(random);
    const auto whole = checker::check(model, {.explore_all = true});
    const std::size_t orbits = count_orbits(model);
    const auto all = searches();
    for (std::size_t kind = seed % 4; kind < all.size(); kind += 4) {
        const SearchOptions& options = all[kind];
        const auto reduced = checker::check(model, options);
        EXPECT_EQ(reduced.stopped, "") << "seed " << seed;
        EXPECT_EQ(reduced.unique, orbits) << "seed " << seed;
        EXPECT_EQ(reduced.verdict, whole.verdict) << "seed " << seed;
        for (std::size_t i = 0; i < whole.properties.size(); ++i) {
            const auto& path = reduced.properties[i].path;
            ASSERT_EQ(path.has_value(), whole.properties[i].path.has_value()) << "seed " << seed;
            if (!path) continue;
            EXPECT_TRUE(is_walk(model, *path)) << "seed " << seed;
            EXPECT_TRUE(checker::settles(model, model.properties()[i], *path)) << "seed " << seed;
            if (options.strategy == Strategy::breadth_first && !path->loop) {
                EXPECT_EQ(path->steps.size(), whole.properties[i].path->steps.size());
            }
        }
    }
}

// ORDEAL_REDUCTION_MODELS=10000 for all of them.
TEST(Symmetry, OfPartsThatPointAtEachOtherIsThatOfBruteForce) {
    for (std::uint64_t seed = 0; seed < random_models(100); ++seed) {
        expect_same_as_whole<true>(seed);
        expect_same_as_whole<false>(seed);
    }
}

TEST(Symmetry, IsRefusedWhereTheModelOffersNone) {
    const auto report = checker::check(Graph{{{0}}, {0}, {false}, {}}, {.symmetry = true});
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(report.stopped.find("does not say which of its parts"), std::string::npos);

    const auto alone = checker::check(TwoPhaseCommit{1}, {.symmetry = true});
    EXPECT_EQ(alone.verdict, core::Verdict::unknown);
    EXPECT_NE(alone.stopped.find("no two parts"), std::string::npos);

    const auto walks =
        checker::check(TwoPhaseCommit{3}, {.strategy = Strategy::simulation, .symmetry = true});
    EXPECT_EQ(walks.verdict, core::Verdict::unknown);
    EXPECT_NE(walks.stopped.find("random walks"), std::string::npos);
}

TEST(Symmetry, ThatAModelDoesNotHaveIsNoticed) {
    core::Random random(1);
    auto model = random_friends<true>(random);
    model.parts = 3;
    model.meets.fill(false);
    model.follows.fill(false);
    model.asymmetric = true;
    const auto report = checker::check(model, {.explore_all = true, .symmetry = true});
    EXPECT_EQ(report.verdict, core::Verdict::unknown);
    EXPECT_NE(report.stopped.find("not interchangeable"), std::string::npos) << report.stopped;
}

/// Claims something of the first manager alone.
struct Partial : TwoPhaseCommit {
    std::vector<checker::Property<Partial>> properties() const {
        return {checker::always<Partial>("the first never aborts",
                                         [](const Partial&, const State& state) {
                                             return manager_of(state, 0) != Manager::aborted;
                                         })};
    }
};

TEST(Symmetry, IsNoticedToBeLackingInAProperty) {
    for (const auto& options : searches()) {
        const auto report = checker::check(Partial{{3, {}}}, options);
        EXPECT_EQ(report.verdict, core::Verdict::unknown);
        EXPECT_NE(report.stopped.find("\"the first never aborts\""), std::string::npos);
    }
}

}  // namespace
}  // namespace ordeal::tests
