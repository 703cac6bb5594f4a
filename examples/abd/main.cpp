// The program `abd`: see docs/actors.md and docs/model-checker.md.
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/abd/abd.hpp"
#include "examples/support/check_command.hpp"

namespace {

using ordeal::examples::Abd;
using ordeal::examples::AbdBug;

const std::vector<ordeal::runtime::PlantedBug> bugs = {
    {"no-write-back", "a read does not store what it found"},
    {"no-quorum", "a phase ends with the first answer"},
    {"forgets", "a restart ignores what was saved"}};

Abd actor(const std::string& bug) {
    Abd abd;
    if (bug == "no-write-back") abd.bug = AbdBug::no_write_back;
    if (bug == "no-quorum") abd.bug = AbdBug::no_quorum;
    if (bug == "forgets") abd.bug = AbdBug::forgets;
    return abd;
}

std::unique_ptr<ordeal::actors::AnyActor> process(const std::string& bug) {
    return ordeal::actors::make_any(actor(bug));
}

/// Nothing is sent again: retries make the space of states unbounded in what matters to nobody.
Abd without_retries(const std::string& bug) {
    Abd abd = actor(bug);
    abd.retries = 0;
    return abd;
}

}  // namespace

int main(int argc, char** argv) {
    ordeal::runtime::Program program("abd", "a register for each key, on a majority of nodes");
    program.add(ordeal::runtime::spawn_command({"abd", bugs, process}));
    program.add(ordeal::examples::check_command("abd", bugs, {}, without_retries));
    return program.run(argc, argv);
}
