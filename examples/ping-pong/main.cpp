// The program `ping-pong`: see docs/examples.md.
#include <chrono>

#include "actors/runtime/program.hpp"
#include "checker/program/model_program.hpp"
#include "examples/ping-pong/model.hpp"

namespace {

using namespace ordeal;
using examples::PingPong;
using examples::PingPongBug;

PingPong actor(const std::string& bug) {
    PingPong actor;
    if (bug == "returns-anything") actor.bug = PingPongBug::returns_anything;
    return actor;
}

/// A thousand strokes, and again whatever is lost.
std::unique_ptr<actors::AnyActor> process(const std::string& bug) {
    PingPong player = actor(bug);
    player.retry = std::chrono::milliseconds(50);
    player.last = 999;
    return actors::make_any(player);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<core::PlantedBug> bugs = {
        {"returns-anything", "the second node does not look at the number"}};
    std::uint64_t last = 5;
    bool retry = false;
    return checker::ModelProgram("ping-pong", "two nodes and a ball")
        .bugs(bugs)
        .actors({.network = checker::Network::unordered_duplicating})
        .options([&](core::Options& options) {
            options.number("last", "the number after which nobody goes on", last, {0, 1'000'000});
            options.flag("retry", "hit the ball again when nothing is heard", retry);
        })
        .model([&](const checker::SystemArguments& system) {
            PingPong player = actor(system.bug);
            player.last = static_cast<std::int64_t>(last);
            if (retry) player.retry = std::chrono::milliseconds(50);
            return examples::ping_pong_model(player, system.model);
        })
        .add(runtime::spawn_command({"ping-pong", bugs, process}))
        .run(argc, argv);
}
