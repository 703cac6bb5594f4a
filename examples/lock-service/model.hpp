// The lock service as a model. A model has no clocks: any timer may fire at any time. What the
// service assumes of clocks is said as a boundary instead: the lock server's timer of a lease does
// not fire before the holder's, which was set earlier and is shorter. States that come of the
// opposite are not explored.
#pragma once

#include "checker/actor_model/register_client.hpp"
#include "examples/lock-service/lock_service.hpp"

namespace ordeal::examples {

using LockModel = checker::ActorModel<LockService::Message>;

/// A bug in how leases are counted takes the assumption away.
inline bool holders_stop_first(const LockService& actor) {
    return actor.bug != LockBug::counts_from_answer && actor.bug != LockBug::impatient;
}

/// Calls holds(key, hold, cell) for what each server that is up has under lock, with what the lock
/// server has saved of it; whether it is true of all.
template <typename Holds>
bool of_all_holders(const LockModel& model, const checker::Row& state, std::size_t servers,
                    const Holds& holds) {
    const auto* keeper = model.state_of<LockService>(state, 0);
    if (keeper == nullptr) return true;
    for (std::size_t i = 1; i < servers; ++i) {
        const auto* server = model.state_of<LockService>(state, i);
        if (server == nullptr) continue;
        for (const auto& [key, hold] : server->holds) {
            const auto cell = keeper->stored.cells.find(key);
            if (hold.token && cell != keeper->stored.cells.end() && !holds(hold, cell->second))
                return false;
        }
    }
    return true;
}

inline void claim_mutual(LockModel& model, std::size_t servers) {
    using checker::Row;
    model.claim(checker::always<LockModel>(
        "who thinks it has the lock has it", [servers](const LockModel& m, const Row& state) {
            return of_all_holders(m, state, servers, [](const auto& hold, const auto& cell) {
                return *hold.token == cell.token && cell.holder.has_value();
            });
        }));
}

/// A lock server, others, and clients with scripts as in register_model(); no server asks for a
/// lock more than `rounds` times.
inline LockModel lock_model(LockService actor, std::size_t servers, std::size_t clients,
                            std::int64_t rounds, checker::ActorModelOptions options,
                            const std::vector<std::string>& scripts) {
    using checker::Row;
    actor.repeats = false;
    const bool in_time = holders_stop_first(actor);
    auto model = checker::register_model(actor, servers, clients, std::move(options), scripts);
    model.bound([servers, rounds, in_time](const LockModel& m, const Row& state) {
        for (std::size_t i = 1; i < servers; ++i)
            if (const auto* server = m.state_of<LockService>(state, i);
                server != nullptr &&
                (server->rounds > rounds || server->stored.incarnation > rounds))
                return false;
        return !in_time ||
               of_all_holders(m, state, servers, [](const auto& hold, const auto& cell) {
                   return *hold.token > cell.expired;
               });
    });
    claim_mutual(model, servers);
    return model;
}

}  // namespace ordeal::examples
