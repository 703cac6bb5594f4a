// The program `write-once`: see docs/examples.md.
#include "examples/support/register_program.hpp"
#include "examples/write-once/write_once.hpp"

namespace {

using ordeal::examples::WriteOnce;
using ordeal::examples::WriteOnceBug;

WriteOnce actor(const std::string& bug) {
    WriteOnce actor;
    if (bug == "overwrites") actor.bug = WriteOnceBug::overwrites;
    if (bug == "forgets") actor.bug = WriteOnceBug::forgets;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    return ordeal::examples::register_program(
               "write-once", "a register for each key that is written once",
               {{"overwrites", "the last write stays"},
                {"forgets", "a restart ignores what was saved"}},
               {.servers = 1, .clients = 2}, actor, actor, "write-once-register")
        .run(argc, argv);
}
