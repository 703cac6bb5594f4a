// Symmetry of actors: orbits against a count by brute force, over whole states that know nothing of
// the model checker's numbers.
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "checker/search/check.hpp"
#include "tests/checker/enumerator/enumerate.hpp"
#include "tests/checker/random_actor_systems.hpp"
#include "tests/checker/random_models.hpp"

namespace ordeal::tests {
namespace {

using actors::Id;
using enumerator::NetworkKind;
using System = RandomSystem;
using Model = RandomModel;

/// Node i becomes node to[i].
struct Exchange {
    std::vector<std::uint32_t> to;

    Id operator()(Id id) const {
        if (!id.is_node() || id.number() == 0) return id;
        return Id::node(to[id.number() - 1] + 1);
    }
    RandomActor::Message operator()(RandomActor::Message message) const {
        if (auto* say = std::get_if<RandomActor::Say>(&message)) say->about = (*this)(say->about);
        return message;
    }
    System::Node operator()(System::Node node) const {
        if (node.state) {
            std::set<Id> seen;
            for (const Id id : node.state->seen)
                seen.insert((*this)(id));
            node.state->seen = seen;
            node.state->best_friend = (*this)(node.state->best_friend);
        }
        if (node.saved) node.saved->best_friend = (*this)(node.saved->best_friend);
        return node;
    }
    System::Letter operator()(const System::Letter& letter) const {
        return {(*this)(letter.from), (*this)(letter.to), (*this)(letter.message)};
    }
    System::State operator()(const System::State& state) const {
        System::State out = state;
        for (std::size_t i = 0; i < state.nodes.size(); ++i)
            out.nodes[to[i]] = (*this)(state.nodes[i]);
        out.network = {};
        for (const auto& [letter, copies] : state.network.copies)
            out.network.copies[(*this)(letter)] = copies;
        if (state.network.last) out.network.last = (*this)(*state.network.last);
        for (const auto& [ends, queue] : state.network.queues)
            for (const auto& message : queue)
                out.network.queues[{(*this)(ends.first), (*this)(ends.second)}].push_back(
                    (*this)(message));
        return out;
    }
};

/// All nodes but the first are exchanged.
std::size_t count_orbits(const enumerator::Graph<System::State>& graph, std::size_t nodes) {
    std::set<System::State> orbits;
    for (const auto* state : graph.states) {
        std::vector<std::uint32_t> to(nodes);
        std::iota(to.begin(), to.end(), 0U);
        System::State least = *state;
        do {
            least = std::min(least, Exchange{to}(*state));
        } while (std::next_permutation(to.begin() + 1, to.end()));
        orbits.insert(least);
    }
    return orbits.size();
}

System random_system(core::Random& random) {
    const auto boss = random_actor(random, 2);
    const auto worker = random_actor(random, random.chance(0.3) ? 2 : 1);
    System system{{boss, worker, worker}};
    if (random.chance(0.2)) system.actors.push_back(worker);
    system.network = static_cast<NetworkKind>(random.below(3));
    system.lossy = random.chance(0.2);
    system.crashes = random.chance(0.2) ? 1 : 0;
    return system;
}

Model model_of(const System& system) {
    Model model = fast_model(system);
    std::vector<std::size_t> workers;
    for (std::size_t i = 1; i < system.actors.size(); ++i)
        workers.push_back(i);
    model.interchangeable(workers);
    model.claim(checker::always<Model>("not three of 2", [](const Model& m, const auto& state) {
        return count(m, state, 2) < 3;
    }));
    model.claim(checker::sometimes<Model>(
        "two of 1", [](const Model& m, const auto& state) { return count(m, state, 1) == 2; }));
    model.claim(checker::eventually<Model>(
        "one of 2", [](const Model& m, const auto& state) { return count(m, state, 2) > 0; }));
    return model;
}

template <typename M>
bool is_walk(const M& model, const checker::Path<M>& path) {
    auto state = path.initial;
    if (!(model.initial_states()[0] == state)) return false;
    for (const auto& step : path.steps)
        if (!model.apply(state, step.action) || !(state == step.state)) return false;
    return !path.loop || path.state(*path.loop) == state;
}

void expect_orbits(std::uint64_t seed) {
    core::Random random(seed);
    const System system = random_system(random);
    const Model model = model_of(system);
    const auto whole = checker::check(model, {.explore_all = true, .max_states = 3000});
    if (!whole.exhausted) return;
    const std::size_t orbits = count_orbits(enumerator::enumerate(system), system.actors.size());
    SCOPED_TRACE(fmt::format("seed {}, network {}{}{}, {} nodes", seed, int(system.network),
                             system.lossy, system.crashes, system.actors.size()));
    for (const unsigned threads : {0U, 1U, 3U}) {
        checker::SearchOptions options{.threads = threads, .explore_all = true, .symmetry = true};
        if (threads == 0) options.strategy = checker::Strategy::depth_first;
        const auto reduced = checker::check(model, options);
        EXPECT_EQ(reduced.stopped, "");
        EXPECT_EQ(reduced.unique, orbits);
        EXPECT_EQ(reduced.verdict, whole.verdict);
        for (std::size_t i = 0; i < whole.properties.size(); ++i) {
            const auto& path = reduced.properties[i].path;
            ASSERT_EQ(path.has_value(), whole.properties[i].path.has_value());
            if (!path) continue;
            EXPECT_TRUE(is_walk(model, *path));
            EXPECT_TRUE(checker::settles(model, model.properties()[i], *path));
        }
    }
}

// ORDEAL_REDUCTION_MODELS=10000 for all of them.
TEST(Symmetry, OfActorsIsThatOfBruteForce) {
    for (std::uint64_t seed = 0; seed < random_models(150); ++seed)
        expect_orbits(seed);
}

}  // namespace
}  // namespace ordeal::tests
