// Walks a path again, from the places of its actions alone. What a search claims to have found is
// walked before it is reported, so that neither a collision of fingerprints nor a model that is not
// deterministic can put a wrong path into a report.
#pragma once

#include <vector>

#include "checker/search/report.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

/// `places`: of the initial state among the initial states, then of each action among those of the
/// state before. Error: an action that is not there, or is ignored.
template <Model M>
core::Result<Path<M>> replay(const M& model, const std::vector<std::uint32_t>& places) {
    const auto lost = [](std::size_t step) {
        return core::fail("the model is not deterministic: step {} of a path could not be repeated",
                          step);
    };
    const auto initial = model.initial_states();
    if (places.empty() || places[0] >= initial.size()) return lost(0);
    Path<M> path{initial[places[0]], {}, {}};
    std::vector<typename M::Action> actions;
    for (std::size_t i = 1; i < places.size(); ++i) {
        actions.clear();
        model.actions(path.last(), actions);
        if (places[i] >= actions.size()) return lost(i);
        Step<M> step{actions[places[i]], path.last()};
        if (!model.apply(step.state, step.action)) return lost(i);
        path.steps.push_back(std::move(step));
    }
    path.places = places;
    return path;
}

}  // namespace ordeal::checker
