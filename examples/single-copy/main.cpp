// The program `single-copy`: see docs/examples.md.
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/single-copy/single_copy.hpp"
#include "examples/support/check_command.hpp"

namespace {

using ordeal::examples::SingleCopy;
using ordeal::examples::SingleCopyBug;

const std::vector<ordeal::runtime::PlantedBug> bugs = {
    {"forgets", "a restart ignores what was saved"},
    {"stale-reads", "a read gives the value before the last"}};

SingleCopy actor(const std::string& bug) {
    SingleCopy actor;
    if (bug == "forgets") actor.bug = SingleCopyBug::forgets;
    if (bug == "stale-reads") actor.bug = SingleCopyBug::stale_reads;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    ordeal::runtime::Program program("single-copy", "a register for each key, kept by one server");
    program.add(ordeal::runtime::spawn_command({"single-copy", bugs, [](const std::string& bug) {
                                                    return ordeal::actors::make_any(actor(bug));
                                                }}));
    program.add(
        ordeal::examples::check_command("single-copy", bugs, {.servers = 1, .clients = 2}, actor));
    return program.run(argc, argv);
}
