// The alarms as a model: each rings once, and all ring in the end.
#pragma once

#include <numeric>
#include <vector>

#include "checker/actor_model/actor_model.hpp"
#include "examples/timers/timers.hpp"

namespace ordeal::examples {

using TimersModel = checker::ActorModel<Timers::Message>;

inline TimersModel timers_model(const Timers& actor, std::size_t nodes,
                                checker::ActorModelOptions options = {}) {
    TimersModel model(std::move(options));
    checker::add_servers(model, actor, nodes);
    std::vector<std::size_t> all_of_them(nodes);
    std::iota(all_of_them.begin(), all_of_them.end(), 0);
    model.interchangeable(all_of_them);
    const auto all = [](const TimersModel& m, const checker::Row& state, auto wanted) {
        for (std::size_t i = 0; i < m.participants(); ++i) {
            const auto* node = m.state_of<Timers>(state, i);
            if (node != nullptr && !wanted(node->rings)) return false;
        }
        return true;
    };
    model.claim(checker::always<TimersModel>(
        "none rings twice", [all](const TimersModel& m, const checker::Row& state) {
            return all(m, state, [](std::int64_t rings) { return rings <= 1; });
        }));
    model.claim(checker::eventually<TimersModel>(
        "all rang", [all](const TimersModel& m, const checker::Row& state) {
            return all(m, state, [](std::int64_t rings) { return rings > 0; });
        }));
    return model;
}

}  // namespace ordeal::examples
