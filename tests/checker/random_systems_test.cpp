// Random systems of small actors against the slow enumerator: the same states, steps and verdicts
// for each strategy, kind of memory and number of threads; and liveness, with and without fairness,
// against the nested search, on a graph that the enumerator's whole states and actions make.
//
//     ORDEAL_REDUCTION_MODELS=10000 bin/test-checker --gtest_filter='RandomSystems.*'
#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/enumerator/nested_search.hpp"
#include "tests/checker/random_actor_systems.hpp"
#include "tests/checker/random_models.hpp"

namespace ordeal::tests {
namespace {

using checker::Fairness;
using checker::Kind;
using checker::Memory;
using checker::SearchOptions;
using checker::Strategy;
using System = RandomSystem;
using Model = RandomModel;
using StateGraph = enumerator::Graph<System::State>;

Model model_of(const System& system) {
    Model model = fast_model(system);
    const auto has = [](std::int64_t x, std::size_t least) {
        return
            [x, least](const Model& m, const Model::State& s) { return count(m, s, x) >= least; };
    };
    const auto not_all = [](const Model& m, const Model::State& s) { return count(m, s, 2) < 2; };
    model.claim(checker::always<Model>("always", not_all));
    model.claim(checker::sometimes<Model>("sometimes", has(1, 2)));
    model.claim(checker::eventually<Model>("eventually", has(2, 1)));
    model.claim(checker::eventually_always<Model>("eventually always", has(2, 1)));
    model.claim(checker::leads_to<Model>("leads to", has(1, 1), has(2, 1)));
    model.claim(checker::deadlock_free<Model>("deadlock-free", has(0, 1)));
    return model;
}

std::size_t nearest_deadlock(const StateGraph& graph) {
    for (std::size_t at = 0; at < graph.states.size(); ++at)
        if (graph.ends[at] && count(*graph.states[at], 0) == 0) return graph.depths[at];
    return 0;
}

void expect_same(const Model& model, const StateGraph& graph, const SearchOptions& options) {
    const auto report = checker::whole_check(model, options);
    EXPECT_EQ(report.stopped, "");
    EXPECT_EQ(report.unique, graph.counts().unique);
    EXPECT_EQ(report.generated, graph.counts().generated);
    const auto always = nearest(graph, [](const auto& s) { return count(s, 2) >= 2; });
    const auto sometimes = nearest(graph, [](const auto& s) { return count(s, 1) >= 2; });
    for (const auto& [name, depth] : std::vector<std::pair<std::string, std::size_t>>{
             {"always", always},
             {"sometimes", sometimes},
             {"deadlock-free", nearest_deadlock(graph)}}) {
        const auto& path = report.find(name)->path;
        ASSERT_EQ(path.has_value(), depth > 0) << name;
        if (path && options.strategy == Strategy::breadth_first) {
            EXPECT_EQ(path->steps.size() + 1, depth) << name;
        }
    }
    const auto has_2 = [](const auto& s) { return count(s, 2) >= 1; };
    EXPECT_EQ(report.find("eventually")->path.has_value(),
              !always_eventually_reached(graph, has_2));
}

/// In words, to whom fairness is due; empty: to nobody.
struct Due {
    std::string operator()(const System::Deliver& a) const {
        return "deliver " + actors::to_text(a.letter.from) + actors::to_text(a.letter.to) +
               actors::text_of(a.letter.message);
    }
    std::string operator()(const System::Fire& a) const {
        return "fire " + std::to_string(a.node) + actors::text_of(a.timer);
    }
    std::string operator()(const System::Decide& a) const {
        return "decide " + std::to_string(a.node) + a.name;
    }
    std::string operator()(const auto&) const { return ""; }
};

enumerator::FairGraph fair_graph(const System& system, const StateGraph& graph, bool fair) {
    enumerator::FairGraph out{{}, {0}, 0, fair};
    std::map<std::string, int> classes;
    for (const auto* state : graph.states) {
        out.steps.emplace_back();
        std::vector<System::Action> actions;
        system.actions(*state, actions);
        for (const auto& action : actions) {
            auto next = *state;
            if (!system.apply(next, action)) continue;
            const std::string due = std::visit(Due{}, action);
            int number = -1;
            if (!due.empty())
                number = classes.try_emplace(due, static_cast<int>(classes.size())).first->second;
            out.steps.back().push_back({graph.numbers.at(next), number, false});
        }
    }
    out.classes = static_cast<int>(classes.size());
    return out;
}

int expect_same_liveness(const System& system, const Model& model, const StateGraph& graph) {
    const auto has = [&graph](std::int64_t x) {
        return [&graph, x](std::size_t s) { return count(*graph.states[s], x) >= 1; };
    };
    int refuted = 0;
    for (const bool fair : {false, true}) {
        const auto fairness = fair ? Fairness::weak : Fairness::none;
        const auto report =
            checker::whole_check(model, {.explore_all = true, .fairness = fairness});
        EXPECT_EQ(report.stopped, "");
        const auto steps = fair_graph(system, graph, fair);
        for (const auto& [name, automaton] :
             std::vector<std::pair<std::string, enumerator::Automaton>>{
                 {"eventually", enumerator::refutes_eventually(has(2))},
                 {"eventually always", enumerator::refutes_eventually_always(has(2))},
                 {"leads to", enumerator::refutes_leads_to(has(1), has(2))}}) {
            const bool expected = enumerator::NestedSearch(steps, automaton).run();
            EXPECT_EQ(report.find(name)->path.has_value(), expected)
                << name << (fair ? ", fair" : "");
            refuted += expected ? 1 : 0;
        }
    }
    return refuted;
}

TEST(RandomSystems, AgreeWithTheEnumeratorAndTheNestedSearch) {
    core::Random random(21);
    std::uint64_t compared = 0;
    std::uint64_t live = 0;
    int refuted = 0;
    for (std::uint64_t i = 0; compared < random_models(1000); ++i) {
        const System system = random_actor_system(random);
        const Model model = model_of(system);
        const auto size = checker::whole_check(model, {.explore_all = true, .max_states = 400});
        if (!size.exhausted || size.unique < 3) continue;
        ++compared;
        const auto graph = enumerator::enumerate(system);
        const auto memory = i % 2 == 0 ? Memory::exact : Memory::fingerprint;
        const unsigned threads = i % 3 == 0 ? 3 : 1;
        for (const auto strategy : {Strategy::breadth_first, Strategy::depth_first})
            expect_same(
                model, graph,
                {.strategy = strategy, .memory = memory, .threads = threads, .explore_all = true});
        if (graph.states.size() <= 60) {
            ++live;
            refuted += expect_same_liveness(system, model, graph);
        }
        ASSERT_FALSE(testing::Test::HasFailure()) << "system " << i;
    }
    EXPECT_GT(live, compared / 4);
    EXPECT_GT(refuted, 100);
}

}  // namespace
}  // namespace ordeal::tests
