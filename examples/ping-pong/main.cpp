// The program `ping-pong`: see docs/examples.md.
#include <chrono>
#include <memory>

#include "actors/any_actor.hpp"
#include "actors/runtime/program.hpp"
#include "examples/ping-pong/ping_pong.hpp"

namespace {

using ordeal::examples::PingPong;
using ordeal::examples::PingPongBug;

PingPong actor(const std::string& bug) {
    PingPong actor;
    if (bug == "returns-anything") actor.bug = PingPongBug::returns_anything;
    return actor;
}

/// A thousand strokes, and again whatever is lost.
std::unique_ptr<ordeal::actors::AnyActor> process(const std::string& bug) {
    PingPong player = actor(bug);
    player.retry = std::chrono::milliseconds(50);
    player.last = 999;
    return ordeal::actors::make_any(player);
}

}  // namespace

int main(int argc, char** argv) {
    ordeal::runtime::Program program("ping-pong", "two nodes and a ball");
    program.add(ordeal::runtime::spawn_command(
        {"ping-pong",
         {{"returns-anything", "the second node does not look at the number"}},
         process}));
    return program.run(argc, argv);
}
