// The chain as a model: clients see one copy, however the chain changes.
#pragma once

#include "checker/actor_model/register_client.hpp"
#include "examples/chain-replication/chain_replication.hpp"

namespace ordeal::examples {

using ChainModel = checker::ActorModel<ChainReplication::Message>;

/// The newest chain that a server which is up knows.
inline std::int64_t newest_chain(const ChainModel& model, const checker::Row& state,
                                 std::size_t servers) {
    std::int64_t newest = 0;
    for (std::size_t i = 0; i < servers; ++i)
        if (const auto* server = model.state_of<ChainReplication>(state, i); server != nullptr)
            newest = std::max(newest, server->stored.chain.epoch);
    return newest;
}

/// A master, servers, and clients with scripts as in register_model(), up to a chain.
inline ChainModel chain_model(ChainReplication actor, std::size_t servers, std::size_t clients,
                              std::int64_t chains, checker::ActorModelOptions options,
                              const std::vector<std::string>& scripts) {
    using checker::Row;
    actor.repeats = false;
    auto model = checker::register_model(actor, servers, clients, std::move(options), scripts);
    model.bound([servers, chains](const ChainModel& m, const Row& state) {
        return newest_chain(m, state, servers) <= chains;
    });
    if (chains > 1 && servers > 2)
        model.claim(checker::sometimes<ChainModel>(
            "the chain changes", [servers](const ChainModel& m, const Row& state) {
                return newest_chain(m, state, servers) > 1;
            }));
    return model;
}

}  // namespace ordeal::examples
