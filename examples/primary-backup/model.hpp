// Primary and backup as a model: clients see one copy, however views change.
#pragma once

#include "checker/actor_model/register_client.hpp"
#include "examples/primary-backup/primary_backup.hpp"

namespace ordeal::examples {

using PrimaryBackupModel = checker::ActorModel<PrimaryBackup::Message>;

/// Whether any server that is up satisfies `holds`.
template <typename Holds>
bool any_server(const PrimaryBackupModel& model, const checker::Row& state, std::size_t servers,
                const Holds& holds) {
    for (std::size_t i = 0; i < servers; ++i)
        if (const auto* server = model.state_of<PrimaryBackup>(state, i);
            server != nullptr && holds(*server))
            return true;
    return false;
}

/// Servers and clients with scripts as in register_model(), up to a view.
inline PrimaryBackupModel primary_backup_model(PrimaryBackup actor, std::size_t servers,
                                               std::size_t clients, std::int64_t views,
                                               checker::ActorModelOptions options,
                                               const std::vector<std::string>& scripts) {
    using checker::Row;
    actor.repeats = false;
    auto model = checker::register_model(actor, servers, clients, std::move(options), scripts);
    model.bound([servers, views](const PrimaryBackupModel& m, const Row& state) {
        return !any_server(m, state, servers, [views](const PrimaryBackup::State& server) {
            return server.stored.view.number > views;
        });
    });
    if (views > 1 && servers > 2)
        model.claim(checker::sometimes<PrimaryBackupModel>(
            "the backup takes over", [servers](const PrimaryBackupModel& m, const Row& state) {
                return any_server(m, state, servers, [](const PrimaryBackup::State& server) {
                    return server.stored.view.primary == actors::Id::node(3);
                });
            }));
    return model;
}

}  // namespace ordeal::examples
