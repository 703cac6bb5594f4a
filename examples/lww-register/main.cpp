// The program `lww-register`: see docs/examples.md.
#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "examples/lww-register/model.hpp"

namespace {

using namespace ordeal;
using examples::LwwBug;
using examples::LwwRegister;

LwwRegister actor(const std::string& bug) {
    LwwRegister actor;
    if (bug == "last-arrived-wins") actor.bug = LwwBug::last_arrived_wins;
    if (bug == "ties") actor.bug = LwwBug::ties;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"last-arrived-wins", "what arrives last stays, whatever its stamp"},
        {"ties", "of two stamps of one time neither wins"}};
    bool linearizable = false;
    return checker::ModelProgram("lww-register", "copies of a register, the last writer wins")
        .bugs(bugs)
        .actors({.servers = 2, .clients = 2, .operations = checker::reads_and_writes()})
        .options([&](core::Options& options) {
            options.flag("linearizable", "claim that clients see one copy, which is wrong",
                         linearizable);
        })
        .model([&](const checker::SystemArguments& system) {
            return examples::lww_model(actor(system.bug), system.servers, system.clients,
                                       system.model, system.scripts, linearizable);
        })
        .add(runtime::spawn_command(
            {"lww-register", bugs,
             [](const std::string& bug) { return actors::make_any(actor(bug)); }}))
        .run(argc, argv);
}
