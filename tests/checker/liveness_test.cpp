// Properties of paths and of steps against textbook code, on random transition systems, with and
// without fairness; and each witness judged by what it says, the loop walked several times.
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/enumerator/nested_search.hpp"
#include "tests/checker/web.hpp"

namespace ordeal::tests {
namespace {

using checker::Fairness;
using checker::Kind;
using checker::Memory;
using checker::SearchOptions;
using checker::Strategy;

enumerator::FairGraph fair_graph(const Web& web, bool fair) {
    enumerator::FairGraph graph{{}, {}, static_cast<int>(web.classes), fair};
    for (const auto& actions : web.steps) {
        graph.steps.emplace_back();
        for (const auto& action : actions)
            if (!action.ignored)
                graph.steps.back().push_back(
                    {action.target, action.fairness, web.beyond[action.target]});
    }
    for (const auto state : web.initial)
        if (!web.beyond[state]) graph.initial.push_back(state);
    return graph;
}

/// Whether a path of the kind has a counterexample, by the book.
bool refuted(const Web& web, Kind kind, bool fair) {
    const auto p = [&web](std::size_t s) { return bool(web.p[s]); };
    const auto q = [&web](std::size_t s) { return bool(web.q[s]); };
    const auto graph = fair_graph(web, fair);
    const auto automaton = kind == Kind::eventually ? enumerator::refutes_eventually(p)
                           : kind == Kind::eventually_always
                               ? enumerator::refutes_eventually_always(p)
                               : enumerator::refutes_leads_to(p, q);
    return enumerator::NestedSearch(graph, automaton).run();
}

/// The states of a path, with the loop four times over.
std::vector<std::uint32_t> unrolled(const checker::Path<Web>& path) {
    std::vector<std::uint32_t> states{path.initial};
    for (const auto& step : path.steps)
        states.push_back(step.state);
    if (!path.loop) return states;
    const std::vector<std::uint32_t> round(
        states.begin() + static_cast<std::ptrdiff_t>(*path.loop) + 1, states.end());
    for (int i = 0; i < 3; ++i)
        states.insert(states.end(), round.begin(), round.end());
    return states;
}

bool is_walk(const Web& web, const checker::Path<Web>& path) {
    auto state = path.initial;
    bool right = std::ranges::count(web.initial, state) > 0 && !web.beyond[state];
    for (const auto& step : path.steps) {
        right = right && std::ranges::count(web.steps[state], step.action) > 0;
        right = right && !step.action.ignored && step.action.target == step.state;
        state = step.state;
        right = right && !web.beyond[state];
    }
    return right;
}

bool ends_rightly(const Web& web, const checker::Path<Web>& path, bool fair) {
    const auto graph = fair_graph(web, fair);
    if (!path.loop) return graph.may_end(path.last());
    if (*path.loop >= path.steps.size() || path.state(*path.loop) != path.last()) return false;
    for (int c = 0; fair && c < graph.classes; ++c) {
        bool paid = false;
        for (std::size_t i = *path.loop; i < path.steps.size(); ++i)
            paid = paid || !graph.enables(path.state(i), c) || path.steps[i].action.fairness == c;
        if (!paid) return false;
    }
    return true;
}

bool shows(const Web& web, Kind kind, const checker::Path<Web>& path) {
    const auto states = unrolled(path);
    const std::size_t n = states.size();
    if (kind == Kind::eventually)
        return std::ranges::none_of(states, [&](auto s) { return bool(web.p[s]); });
    if (kind == Kind::eventually_always) {
        const std::size_t round = path.loop ? path.steps.size() - *path.loop : 1;
        return std::any_of(states.end() - static_cast<std::ptrdiff_t>(round), states.end(),
                           [&](auto s) { return !web.p[s]; });
    }
    for (std::size_t i = 0; i < std::min(n, path.steps.size() + 1); ++i)
        if (web.p[states[i]] && std::none_of(states.begin() + static_cast<std::ptrdiff_t>(i),
                                             states.end(), [&](auto s) { return bool(web.q[s]); }))
            return true;
    return false;
}

void expect_paths_agree(const Web& web, const checker::Report<Web>& report, bool fair) {
    EXPECT_EQ(report.stopped, "");
    for (const auto& property : report.properties) {
        if (!checker::is_of_paths(property.kind)) continue;
        SCOPED_TRACE(property.name + (fair ? ", fair" : ""));
        const bool expected = refuted(web, property.kind, fair);
        EXPECT_EQ(property.verdict, expected ? core::Verdict::invalid : core::Verdict::valid);
        ASSERT_EQ(property.path.has_value(), expected);
        if (!expected) continue;
        EXPECT_TRUE(is_walk(web, *property.path));
        EXPECT_TRUE(ends_rightly(web, *property.path, fair));
        EXPECT_TRUE(shows(web, property.kind, *property.path));
    }
}

TEST(Liveness, AgreesWithTheNestedSearchOnRandomSystems) {
    core::Random random(11);
    int lassos = 0;
    int ends = 0;
    int held = 0;
    for (int i = 0; i < 3000; ++i) {
        const Web web = random_web(random, static_cast<std::uint32_t>(random.between(1, 14)));
        const auto memory = i % 2 == 0 ? Memory::exact : Memory::fingerprint;
        for (const auto fairness : {Fairness::none, Fairness::weak}) {
            const auto report =
                checker::check(web, {.memory = memory, .explore_all = true, .fairness = fairness});
            expect_paths_agree(web, report, fairness == Fairness::weak);
            for (const auto& property : report.properties) {
                if (!checker::is_of_paths(property.kind)) continue;
                held += property.path ? 0 : 1;
                if (property.path) ++(property.path->loop ? lassos : ends);
            }
        }
        ASSERT_FALSE(testing::Test::HasFailure()) << "system " << i;
    }
    EXPECT_GT(lassos, 1000);
    EXPECT_GT(ends, 1000);
    EXPECT_GT(held, 1000);
}

/// The least number of states on a way to a deadlock, or to after a wrong step; 0: there is none.
std::size_t nearest_deadlock(const Web& web, const enumerator::Graph<std::uint32_t>& graph) {
    for (std::size_t at = 0; at < graph.states.size(); ++at)
        if (graph.ends[at] && !web.q[*graph.states[at]]) return graph.depths[at];
    return 0;
}
std::size_t nearest_wrong_step(const Web& web, const enumerator::Graph<std::uint32_t>& graph) {
    for (std::size_t at = 0; at < graph.states.size(); ++at)
        for (const auto& action : web.steps[*graph.states[at]])
            if (action.wrong && !action.ignored && !web.beyond[action.target])
                return graph.depths[at] + 1;
    return 0;
}

void expect_steps_agree(const Web& web, const SearchOptions& options) {
    const auto graph = enumerator::enumerate(web);
    const auto report = checker::check(web, options);
    EXPECT_EQ(report.unique, graph.counts().unique);
    EXPECT_EQ(report.generated, graph.counts().generated);
    const auto p = [&web](std::uint32_t s) { return bool(web.p[s]); };
    const auto not_q = [&web](std::uint32_t s) { return !web.q[s]; };
    for (const auto& [name, depth] : std::vector<std::pair<std::string, std::size_t>>{
             {"always", nearest(graph, not_q)},
             {"sometimes", nearest(graph, p)},
             {"deadlock-free", nearest_deadlock(web, graph)},
             {"always step", nearest_wrong_step(web, graph)}}) {
        const auto& path = report.find(name)->path;
        ASSERT_EQ(path.has_value(), depth > 0) << name;
        if (!path) continue;
        EXPECT_TRUE(is_walk(web, *path)) << name;
        if (options.strategy == Strategy::breadth_first) {
            EXPECT_EQ(path->steps.size() + 1, depth) << name;
        }
        if (name == "always step") {
            EXPECT_TRUE(path->steps.back().action.wrong);
        }
    }
}

TEST(Steps, AgreeWithTheEnumeratorOnRandomSystems) {
    core::Random random(12);
    for (int i = 0; i < 1000; ++i) {
        const Web web = random_web(random, static_cast<std::uint32_t>(random.between(1, 60)));
        for (const Memory memory : {Memory::exact, Memory::fingerprint})
            for (const unsigned threads : {1U, 4U}) {
                expect_steps_agree(web,
                                   {.memory = memory, .threads = threads, .explore_all = true});
                if (threads == 1)
                    expect_steps_agree(
                        web,
                        {.strategy = Strategy::depth_first, .memory = memory, .explore_all = true});
            }
        ASSERT_FALSE(testing::Test::HasFailure()) << "system " << i;
    }
}

/// The verdicts of all properties, in one word.
std::string verdicts(const checker::Report<Web>& report) {
    std::string out;
    for (const auto& property : report.properties)
        out += std::string(core::to_text(property.verdict)) + " ";
    return out + std::string(core::to_text(report.verdict));
}

TEST(Liveness, VerdictsDoNotDependOnTheSearch) {
    core::Random random(13);
    for (int i = 0; i < 300; ++i) {
        const Web web = random_web(random, static_cast<std::uint32_t>(random.between(1, 40)));
        const auto expected = verdicts(checker::check(web, {.explore_all = true}));
        for (const Memory memory : {Memory::exact, Memory::fingerprint}) {
            const auto with = [&](Strategy strategy, unsigned threads) {
                return verdicts(checker::check(web, {.strategy = strategy,
                                                     .memory = memory,
                                                     .threads = threads,
                                                     .explore_all = true}));
            };
            EXPECT_EQ(with(Strategy::breadth_first, 4), expected) << i;
            EXPECT_EQ(with(Strategy::depth_first, 1), expected) << i;
        }
    }
}

// What random walks report is real; and of what is there they find most.
TEST(Simulation, FindsWhatWholePathsRefute) {
    core::Random random(14);
    std::size_t there = 0;
    std::size_t found = 0;
    for (int i = 0; i < 1000; ++i) {
        const Web web = random_web(random, static_cast<std::uint32_t>(random.between(1, 14)));
        const bool fair = i % 2 == 1;
        const auto report = checker::check(web, {.strategy = Strategy::simulation,
                                                 .fairness = fair ? Fairness::weak : Fairness::none,
                                                 .seed = static_cast<std::uint64_t>(i),
                                                 .walks = 200});
        for (const auto& property : report.properties) {
            if (!checker::is_of_paths(property.kind)) continue;
            const bool expected = refuted(web, property.kind, fair);
            there += expected ? 1 : 0;
            if (!property.path) continue;
            ++found;
            EXPECT_TRUE(expected) << property.name << " of system " << i;
            EXPECT_EQ(property.verdict, core::Verdict::invalid);
            EXPECT_TRUE(is_walk(web, *property.path));
            EXPECT_TRUE(ends_rightly(web, *property.path, fair));
            EXPECT_TRUE(shows(web, property.kind, *property.path));
        }
    }
    EXPECT_GT(found * 10, there * 8) << found << " of " << there;
}

TEST(Simulation, FindsDeadlocksAndWrongSteps) {
    core::Random random(15);
    for (int i = 0; i < 500; ++i) {
        const Web web = random_web(random, static_cast<std::uint32_t>(random.between(1, 14)));
        const auto graph = enumerator::enumerate(web);
        const auto report =
            checker::check(web, {.strategy = Strategy::simulation, .seed = 5, .walks = 500});
        const auto& deadlock = report.find("deadlock-free")->path;
        const auto& step = report.find("always step")->path;
        EXPECT_EQ(deadlock.has_value(), nearest_deadlock(web, graph) > 0) << i;
        EXPECT_EQ(step.has_value(), nearest_wrong_step(web, graph) > 0) << i;
        if (step) {
            EXPECT_TRUE(is_walk(web, *step) && step->steps.back().action.wrong);
        }
    }
}

}  // namespace
}  // namespace ordeal::tests
