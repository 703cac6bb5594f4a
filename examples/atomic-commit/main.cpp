// The program `atomic-commit`: see docs/examples.md.
#include "examples/atomic-commit/atomic_commit.hpp"
#include "examples/support/register_program.hpp"

namespace {

using ordeal::examples::AtomicCommit;
using ordeal::examples::AtomicCommitBug;

AtomicCommit process(const std::string& bug) {
    AtomicCommit actor;
    if (bug == "commits-early") actor.bug = AtomicCommitBug::commits_early;
    if (bug == "aborts-alone") actor.bug = AtomicCommitBug::aborts_alone;
    if (bug == "forgets-outcome") actor.bug = AtomicCommitBug::forgets_outcome;
    if (bug == "forgets-vote") actor.bug = AtomicCommitBug::forgets_vote;
    if (bug == "reads-through") actor.bug = AtomicCommitBug::reads_through;
    return actor;
}

/// Timers that fire again and again would make the space of states unbounded.
AtomicCommit without_repeats(const std::string& bug) {
    AtomicCommit actor = process(bug);
    actor.repeats = false;
    return actor;
}

}  // namespace

int main(int argc, char** argv) {
    return ordeal::examples::register_program(
               "atomic-commit", "registers written on all nodes or on none",
               {{"commits-early", "one vote besides the coordinator's own is enough"},
                {"aborts-alone", "who has voted yes and hears nothing aborts on its own"},
                {"forgets-outcome", "a coordinator that restarts has forgotten what it committed"},
                {"forgets-vote", "a node that restarts has forgotten its votes"},
                {"reads-through", "a node reads a key between its vote and the outcome"}},
               {.servers = 2, .clients = 2}, without_repeats, process)
        .run(argc, argv);
}
