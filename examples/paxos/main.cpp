// The program `paxos`: see docs/examples.md.
#include <chrono>

#include "examples/paxos/paxos.hpp"
#include "examples/support/register_program.hpp"

namespace {

using ordeal::examples::Paxos;
using ordeal::examples::PaxosBug;

Paxos actor(const std::string& bug) {
    Paxos actor;
    if (bug == "forgets-promise") actor.bug = PaxosBug::forgets_promise;
    if (bug == "forgets") actor.bug = PaxosBug::forgets;
    if (bug == "ignores-promise") actor.bug = PaxosBug::ignores_promise;
    if (bug == "own-value") actor.bug = PaxosBug::own_value;
    return actor;
}

Paxos process(const std::string& bug) {
    Paxos paxos = actor(bug);
    paxos.retry = std::chrono::milliseconds(60);
    return paxos;
}

}  // namespace

int main(int argc, char** argv) {
    return ordeal::examples::register_program(
               "paxos", "a value that is written once, on a majority",
               {{"forgets-promise", "a restart remembers what was accepted, not what was promised"},
                {"forgets", "a restart ignores all that was saved"},
                {"ignores-promise", "accepts in any ballot"},
                {"own-value", "proposes its own value, whatever was accepted before"}},
               {.servers = 3, .clients = 1}, actor, process)
        .run(argc, argv);
}
