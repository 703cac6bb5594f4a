// The program `primary-backup`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "checker/replay/replayed.hpp"
#include "examples/primary-backup/model.hpp"
#include "harness/simulation/commands.hpp"

namespace {

using namespace ordeal;
using examples::PrimaryBackup;
using examples::PrimaryBackupBug;

PrimaryBackup actor(const std::string& bug) {
    PrimaryBackup actor;
    if (bug == "answers-early") actor.bug = PrimaryBackupBug::answers_early;
    if (bug == "reads-locally") actor.bug = PrimaryBackupBug::reads_locally;
    if (bug == "promotes-early") actor.bug = PrimaryBackupBug::promotes_early;
    if (bug == "obeys-old-views") actor.bug = PrimaryBackupBug::obeys_old_views;
    if (bug == "repeats") actor.bug = PrimaryBackupBug::repeats;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"answers-early", "a write is answered before the backup has it"},
        {"reads-locally", "the primary answers reads by itself"},
        {"promotes-early", "a view does not wait until the backup of the last one has the state"},
        {"obeys-old-views", "a backup does what the primary of an old view says"},
        {"repeats", "a write that is asked for again is done again"}};
    std::uint64_t views = 2;
    return checker::ModelProgram("primary-backup", "registers on a primary and a backup")
        .bugs(bugs)
        .actors({.servers = 3, .clients = 1, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.number("views", "the view after which none is drawn up", views, {1, 9});
        })
        .model([&](const checker::SystemArguments& system) {
            return examples::primary_backup_model(actor(system.bug), system.servers, system.clients,
                                                  static_cast<std::int64_t>(views), system.model,
                                                  system.scripts);
        })
        .replays(checker::replayed(actor, [](auto&, std::size_t) {}))
        .add(runtime::spawn_command(
            {"primary-backup", bugs,
             [](const std::string& bug) { return actors::make_any(actor(bug)); }}))
        .add(harness::simulation_commands({"primary-backup", bugs,
                                           [](const std::string& bug, std::size_t nodes) {
                                               return actors::make_cluster(actor(bug), nodes);
                                           }}))
        .run(argc, argv);
}
