// A random transition system with all that properties can ask for: two marks on the states (p and
// q), steps of classes of fairness, steps that break a rule, actions that are ignored, states over
// the boundary, several initial states.
#pragma once

#include <compare>
#include <optional>
#include <vector>

#include "checker/model/model.hpp"
#include "core/random.hpp"

namespace ordeal::tests {

struct Web {
    using State = std::uint32_t;
    struct Action {
        std::uint32_t target = 0;
        std::int32_t fairness = -1;  // none
        bool ignored = false;
        bool wrong = false;

        bool operator==(const Action&) const = default;
    };

    std::vector<std::vector<Action>> steps;
    std::vector<State> initial = {0};
    std::vector<bool> p;
    std::vector<bool> q;
    std::vector<bool> beyond;  // over the boundary
    std::uint32_t classes = 0;

    std::vector<State> initial_states() const { return initial; }
    void actions(State state, std::vector<Action>& out) const { out = steps[state]; }
    bool apply(State& state, const Action& action) const {
        state = action.target;
        return !action.ignored;
    }
    bool within_boundary(State state) const { return !beyond[state]; }
    std::optional<std::uint64_t> fairness_class(const Action& action) const {
        if (action.fairness < 0) return std::nullopt;
        return static_cast<std::uint64_t>(action.fairness) + 1000;
    }
    std::string text(State state) const { return std::to_string(state); }
    std::string text(const Action& action) const { return "to " + std::to_string(action.target); }

    std::vector<checker::Property<Web>> properties() const {
        const auto is_p = [](const Web& web, State s) { return bool(web.p[s]); };
        const auto is_q = [](const Web& web, State s) { return bool(web.q[s]); };
        const auto right = [](const Web&, State, const Action& a, State) { return !a.wrong; };
        return {checker::always<Web>("always", is_q),
                checker::sometimes<Web>("sometimes", is_p),
                checker::eventually<Web>("eventually", is_p),
                checker::eventually_always<Web>("eventually always", is_p),
                checker::leads_to<Web>("leads to", is_p, is_q),
                checker::deadlock_free<Web>("deadlock-free", is_q),
                checker::always_step<Web>("always step", right)};
    }
};

inline Web random_web(core::Random& random, std::uint32_t nodes) {
    Web web;
    web.steps.resize(nodes);
    web.classes = static_cast<std::uint32_t>(random.below(4));
    const double marked = random.chance(0.5) ? 0.2 : 0.6;
    const double dense = random.chance(0.5) ? 0.4 : 0.7;
    for (auto& steps : web.steps) {
        while (random.chance(dense) && steps.size() < 6) {
            const auto target = static_cast<std::uint32_t>(random.below(nodes));
            const auto fairness = static_cast<std::int32_t>(random.below(web.classes + 1)) - 1;
            steps.push_back({target, fairness, random.chance(0.08), random.chance(0.05)});
        }
        web.p.push_back(random.chance(marked));
        web.q.push_back(random.chance(marked));
        web.beyond.push_back(random.chance(0.05));
    }
    if (nodes > 1 && random.chance(0.3))
        web.initial.push_back(static_cast<std::uint32_t>(random.below(nodes)));
    return web;
}

}  // namespace ordeal::tests
