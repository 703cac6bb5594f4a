// From a path of a reduced model to one of the model itself: a witness that is reported replays in
// the model that was asked about.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "checker/reduction/quotient.hpp"
#include "checker/search/report.hpp"

namespace ordeal::checker {

/// Walks along a path of representatives: of each state that is met, some step leads to a state of
/// the orbit that comes next. A loop of representatives is walked round until it closes in the
/// model, too; that is so after as many rounds as there are exchanges, at most.
template <Model M>
class Lift {
  public:
    using State = typename M::State;

    explicit Lift(const Quotient<M>& quotient) : quotient_(quotient) {}

    /// Nothing: there is no such path, so the model is not as symmetric as it says.
    std::optional<Path<M>> operator()(const Path<Quotient<M>>& path) {
        for (const State& initial : quotient_.model().initial_states()) {
            if (!stands_for(path.initial, initial)) continue;
            lifted_ = {initial, {}, {}};
            for (const auto& step : path.steps)
                if (!walk_to(step.state)) return std::nullopt;
            if (path.loop && !close(path)) return std::nullopt;
            return std::move(lifted_);
        }
        return std::nullopt;
    }

  private:
    bool stands_for(const State& least, State state) const {
        quotient_.replace(state);
        return state == least;
    }

    bool walk_to(const State& least) {
        std::vector<typename M::Action> actions;
        quotient_.model().actions(lifted_.last(), actions);
        for (const auto& action : actions) {
            Step<M> step{action, lifted_.last()};
            if (!quotient_.model().apply(step.state, action)) continue;
            if (!stands_for(least, step.state)) continue;
            lifted_.steps.push_back(std::move(step));
            return true;
        }
        return false;
    }

    bool close(const Path<Quotient<M>>& path) {
        std::vector<std::size_t> heads = {*path.loop};  // where the rounds began
        for (;;) {
            for (const std::size_t head : heads) {
                if (!(lifted_.state(head) == lifted_.last())) continue;
                lifted_.loop = head;
                return true;
            }
            heads.push_back(lifted_.steps.size());
            for (std::size_t i = *path.loop; i < path.steps.size(); ++i)
                if (!walk_to(path.steps[i].state)) return false;
        }
    }

    const Quotient<M>& quotient_;
    Path<M> lifted_;
};

}  // namespace ordeal::checker
