// The rally as a model: up to a number, after which nobody goes on.
#pragma once

#include "checker/actor_model/actor_model.hpp"
#include "examples/ping-pong/ping_pong.hpp"

namespace ordeal::examples {

using PingPongModel = checker::ActorModel<PingPong::Message>;

/// That the last stroke comes is claimed of every path where nothing is lost and nobody is down;
/// elsewhere of one path.
inline PingPongModel ping_pong_model(const PingPong& player, checker::ActorModelOptions options) {
    const bool always_ends =
        !options.lossy && options.crashes == 0 && player.retry == core::Nanoseconds(0);
    PingPongModel model(std::move(options));
    checker::add_servers(model, player, 2);
    const auto last = player.last;
    model.bound([last](const PingPongModel& m, const checker::Row& state) {
        for (std::size_t i = 0; i < 2; ++i) {
            const auto* node = m.state_of<PingPong>(state, i);
            if (node != nullptr && node->count > last + 1) return false;
        }
        return true;
    });
    model.claim(checker::always<PingPongModel>(
        "never more than one apart", [](const PingPongModel& m, const checker::Row& state) {
            const auto* first = m.state_of<PingPong>(state, 0);
            const auto* second = m.state_of<PingPong>(state, 1);
            if (first == nullptr || second == nullptr) return true;
            const auto ahead = second->count - first->count;
            return ahead == 0 || ahead == 1;
        }));
    const auto over = [last](const PingPongModel& m, const checker::Row& state) {
        const auto* first = m.state_of<PingPong>(state, 0);
        return first != nullptr && first->count > last;
    };
    const std::string name = "the last stroke comes";
    model.claim(always_ends ? checker::eventually<PingPongModel>(name, over)
                            : checker::sometimes<PingPongModel>(name, over));
    return model;
}

}  // namespace ordeal::examples
