// Raft as a model: the claims of its authors, and that clients see one copy.
#pragma once

#include <algorithm>

#include "checker/actor_model/register_client.hpp"
#include "examples/raft/raft.hpp"

namespace ordeal::examples {

using RaftModel = checker::ActorModel<Raft::Message>;

/// Calls holds(a, b) for each two servers that are up; whether it is true of
/// all.
template <typename Holds>
bool of_all_pairs(const RaftModel& model, const checker::Row& state, std::size_t servers,
                  const Holds& holds) {
    for (std::size_t i = 0; i < servers; ++i)
        for (std::size_t j = i + 1; j < servers; ++j) {
            const auto* a = model.state_of<Raft>(state, i);
            const auto* b = model.state_of<Raft>(state, j);
            if (a != nullptr && b != nullptr && !holds(*a, *b)) return false;
        }
    return true;
}

/// Of one term there is one leader at most.
inline bool elections_are_safe(const Raft::State& a, const Raft::State& b) {
    return a.role != Raft::Role::leader || b.role != Raft::Role::leader ||
           a.stored.term != b.stored.term;
}

/// What two servers have done they have done alike, as far as both have the
/// entries.
inline bool logs_agree(const Raft::State& a, const Raft::State& b) {
    const auto entry = [](const Raft::State& server, std::int64_t index) {
        return server.stored.log[static_cast<std::size_t>(index - server.stored.base.index - 1)];
    };
    const auto end = [](const Raft::State& server) {
        const auto entries = static_cast<std::int64_t>(server.stored.log.size());
        return std::min(server.committed, server.stored.base.index + entries);
    };
    const std::int64_t dropped = std::max(a.stored.base.index, b.stored.base.index);
    for (std::int64_t i = dropped + 1; i <= std::min(end(a), end(b)); ++i)
        if (!(entry(a, i) == entry(b, i))) return false;
    return true;
}

/// Who has done as much has the same registers.
inline bool registers_agree(const Raft::State& a, const Raft::State& b) {
    return a.committed != b.committed || a.registers == b.registers;
}

/// What its authors claim of every state.
inline void claim_safety(RaftModel& model, std::size_t servers) {
    using checker::Row;
    model.claim(checker::always<RaftModel>(
        "one leader of a term", [servers](const RaftModel& m, const Row& state) {
            return of_all_pairs(m, state, servers, elections_are_safe);
        }));
    model.claim(
        checker::always<RaftModel>("logs agree", [servers](const RaftModel& m, const Row& state) {
            return of_all_pairs(m, state, servers, logs_agree);
        }));
    model.claim(checker::always<RaftModel>(
        "registers agree", [servers](const RaftModel& m, const Row& state) {
            return of_all_pairs(m, state, servers, registers_agree);
        }));
}

/// Servers and clients with scripts as in register_model(), up to a term.
inline RaftModel raft_model(const Raft& actor, std::size_t servers, std::size_t clients,
                            std::int64_t terms, checker::ActorModelOptions options,
                            const std::vector<std::string>& scripts) {
    using checker::Row;
    auto model = checker::register_clients(actor, servers, clients, std::move(options), scripts);
    model.bound([servers, terms](const RaftModel& m, const Row& state) {
        for (std::size_t i = 0; i < servers; ++i)
            if (const auto* server = m.state_of<Raft>(state, i);
                server != nullptr && server->stored.term > terms)
                return false;
        return true;
    });
    claim_safety(model, servers);
    model.claim(checker::sometimes<RaftModel>(
        "a leader is elected", [servers](const RaftModel& m, const Row& state) {
            for (std::size_t i = 0; i < servers; ++i)
                if (const auto* server = m.state_of<Raft>(state, i);
                    server != nullptr && server->role == Raft::Role::leader)
                    return true;
            return false;
        }));
    if (clients > 0) model.claim(checker::linearizable<Raft::Message>());
    return model;
}

}  // namespace ordeal::examples
