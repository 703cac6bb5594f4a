// The program `abd`: see docs/actors.md and docs/model-checker.md.
#include "examples/abd/abd.hpp"
#include "examples/support/register_program.hpp"

namespace {

using ordeal::examples::Abd;
using ordeal::examples::AbdBug;

Abd process(const std::string& bug) {
    Abd abd;
    if (bug == "no-write-back") abd.bug = AbdBug::no_write_back;
    if (bug == "no-quorum") abd.bug = AbdBug::no_quorum;
    if (bug == "forgets") abd.bug = AbdBug::forgets;
    return abd;
}

/// Nothing is sent again: retries make the space of states unbounded in what matters to nobody.
Abd without_retries(const std::string& bug) {
    Abd abd = process(bug);
    abd.retries = 0;
    return abd;
}

}  // namespace

int main(int argc, char** argv) {
    return ordeal::examples::register_program(
               "abd", "a register for each key, on a majority of nodes",
               {{"no-write-back", "a read does not store what it found"},
                {"no-quorum", "a phase ends with the first answer"},
                {"forgets", "a restart ignores what was saved"}},
               {.servers = 3, .clients = 1}, without_retries, process)
        .run(argc, argv);
}
