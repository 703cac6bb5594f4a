// Random systems of random actors: for the slow enumerator, and the same for the model checker.
#pragma once

#include <algorithm>

#include "checker/actor_model/actor_model.hpp"
#include "tests/checker/enumerator/actor_system.hpp"
#include "tests/checker/enumerator/checker_network.hpp"
#include "tests/checker/random_actors.hpp"

namespace ordeal::tests {

using RandomSystem = enumerator::ActorSystem<RandomActor>;
using RandomModel = checker::ActorModel<RandomActor::Message>;

inline RandomSystem random_actor_system(core::Random& random) {
    RandomSystem system;
    const auto nodes = 2 + random.below(2);
    for (std::uint64_t i = 0; i < nodes; ++i)
        system.actors.push_back(random_actor(random, nodes == 2 ? 2 : 1));
    system.network = static_cast<enumerator::NetworkKind>(random.below(3));
    system.lossy = random.chance(0.2);
    system.crashes = random.chance(0.2) ? 1 : 0;
    return system;
}

/// The same system, without claims.
inline RandomModel fast_model(const RandomSystem& system) {
    RandomModel model({.network = enumerator::network_of(system.network),
                       .lossy = system.lossy,
                       .crashes = static_cast<unsigned>(system.crashes),
                       .history = {}});
    for (std::size_t i = 0; i < system.actors.size(); ++i)
        model.add_actor(system.actors[i], system.self(i));
    return model;
}

/// How many actors are at `x`.
inline std::size_t count(const RandomSystem::State& state, std::int64_t x) {
    return static_cast<std::size_t>(std::ranges::count_if(
        state.nodes, [x](const auto& node) { return node.state && node.state->x == x; }));
}
inline std::size_t count(const RandomModel& model, const RandomModel::State& state,
                         std::int64_t x) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < model.participants(); ++i)
        if (const auto* actor = model.state_of<RandomActor>(state, i)) count += actor->x == x;
    return count;
}

}  // namespace ordeal::tests
