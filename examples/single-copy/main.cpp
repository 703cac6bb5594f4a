// The program `single-copy`: see docs/examples.md.
#include "examples/single-copy/single_copy.hpp"
#include "examples/support/register_program.hpp"

namespace {

using ordeal::examples::SingleCopy;
using ordeal::examples::SingleCopyBug;

SingleCopy actor(const std::string& bug) {
    SingleCopy actor;
    if (bug == "forgets") actor.bug = SingleCopyBug::forgets;
    if (bug == "stale-reads") actor.bug = SingleCopyBug::stale_reads;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    return ordeal::examples::register_program(
               "single-copy", "a register for each key, kept by one server",
               {{"forgets", "a restart ignores what was saved"},
                {"stale-reads", "a read gives the value before the last"}},
               {.servers = 1, .clients = 2}, actor, actor)
        .run(argc, argv);
}
