// The program `paxos`: see docs/examples.md.
#include <chrono>
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/paxos/paxos.hpp"
#include "examples/support/check_command.hpp"

namespace {

using ordeal::examples::Paxos;
using ordeal::examples::PaxosBug;

const std::vector<ordeal::runtime::PlantedBug> bugs = {
    {"forgets-promise", "a restart remembers what was accepted, not what was promised"},
    {"forgets", "a restart ignores all that was saved"},
    {"ignores-promise", "accepts in any ballot"},
    {"own-value", "proposes its own value, whatever was accepted before"}};

Paxos actor(const std::string& bug) {
    Paxos actor;
    if (bug == "forgets-promise") actor.bug = PaxosBug::forgets_promise;
    if (bug == "forgets") actor.bug = PaxosBug::forgets;
    if (bug == "ignores-promise") actor.bug = PaxosBug::ignores_promise;
    if (bug == "own-value") actor.bug = PaxosBug::own_value;
    return actor;
}

std::unique_ptr<ordeal::actors::AnyActor> process(const std::string& bug) {
    Paxos paxos = actor(bug);
    paxos.retry = std::chrono::milliseconds(60);
    return ordeal::actors::make_any(paxos);
}

}  // namespace

int main(int argc, char** argv) {
    ordeal::runtime::Program program("paxos", "a value that is written once, on a majority");
    program.add(ordeal::runtime::spawn_command({"paxos", bugs, process}));
    program.add(ordeal::examples::check_command("paxos", bugs, {}, actor));
    return program.run(argc, argv);
}
