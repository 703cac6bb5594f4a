// The program `abd`: see docs/actors.md.
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/abd/abd.hpp"

namespace {

using ordeal::examples::Abd;
using ordeal::examples::AbdBug;

std::unique_ptr<ordeal::actors::AnyActor> make(const std::string& bug) {
    Abd abd;
    if (bug == "no-write-back") abd.bug = AbdBug::no_write_back;
    if (bug == "no-quorum") abd.bug = AbdBug::no_quorum;
    if (bug == "forgets") abd.bug = AbdBug::forgets;
    return ordeal::actors::make_any(abd);
}

}  // namespace

int main(int argc, char** argv) {
    ordeal::runtime::Program program("abd", "a register for each key, on a majority of nodes");
    program.add(
        ordeal::runtime::spawn_command({"abd",
                                        {{"no-write-back", "a read does not store what it found"},
                                         {"no-quorum", "a phase ends with the first answer"},
                                         {"forgets", "a restart ignores what was saved"}},
                                        make}));
    return program.run(argc, argv);
}
