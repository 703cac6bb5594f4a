// Random systems of interchangeable parts that point at each other: sorting them by what they are
// does not tell apart whom they point at.
#pragma once

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "checker/model/model.hpp"
#include "core/random.hpp"

namespace ordeal::tests {

/// With colours, or without: the orbits are the same.
template <bool coloured>
struct Friends {
    static constexpr std::uint32_t most = 4;

    struct State {
        std::array<std::uint8_t, most> mark{};
        std::array<std::uint8_t, most> best_friend{};
    };
    struct Action {
        std::uint8_t rule = 0;
        std::uint8_t part = 0;
        std::uint8_t other = 0;
    };

    std::uint32_t parts = 3;
    std::array<std::uint8_t, 9> after{};  // of the marks of a part and of its friend
    std::array<bool, 9> meets{};          // by the marks of the two
    std::array<bool, 3> follows{};        // takes over the friend of the friend, by the mark
    bool asymmetric = false;              // part 0 does what the others do not

    std::vector<State> initial_states() const {
        State state;
        for (std::uint8_t i = 0; i < parts; ++i)
            state.best_friend[i] = i;
        return {state};
    }
    void actions(const State& state, std::vector<Action>& out) const {
        for (std::uint8_t i = 0; i < parts; ++i) {
            out.push_back({0, i, state.best_friend[i]});
            if (follows[state.mark[i]]) out.push_back({1, i, state.best_friend[i]});
            for (std::uint8_t j = 0; j < parts; ++j)
                if (meets[state.mark[i] * 3 + state.mark[j]]) out.push_back({2, i, j});
        }
        if (asymmetric) out.push_back({2, 0, 1});
    }
    bool apply(State& state, const Action& action) const {
        const State before = state;
        const auto i = action.part;
        if (action.rule == 0) state.mark[i] = after[state.mark[i] * 3 + state.mark[action.other]];
        if (action.rule == 1) state.best_friend[i] = state.best_friend[state.best_friend[i]];
        if (action.rule == 2) state.best_friend[i] = action.other;
        return !(state == before);
    }

    std::uint32_t count(const State& state, std::uint8_t mark) const {
        return static_cast<std::uint32_t>(
            std::count(state.mark.begin(), state.mark.begin() + parts, mark));
    }
    std::vector<checker::Property<Friends>> properties() const {
        return {
            checker::always<Friends>(
                "not all marked 2",
                [](const Friends& m, const State& s) { return m.count(s, 2) < m.parts; }),
            checker::sometimes<Friends>("two friends of each other",
                                        [](const Friends& m, const State& s) {
                                            for (std::uint8_t i = 0; i < m.parts; ++i)
                                                if (s.best_friend[i] != i &&
                                                    s.best_friend[s.best_friend[i]] == i)
                                                    return true;
                                            return false;
                                        }),
            checker::eventually<Friends>("one is marked 1", [](const Friends& m, const State& s) {
                return m.count(s, 1) > 0;
            })};
    }

    std::vector<std::uint32_t> interchangeable() const { return std::vector<std::uint32_t>(parts); }
    void permute(State& state, std::span<const std::uint32_t> to) const {
        const State before = state;
        for (std::uint32_t i = 0; i < parts; ++i) {
            state.mark[to[i]] = before.mark[i];
            state.best_friend[to[i]] = static_cast<std::uint8_t>(to[before.best_friend[i]]);
        }
    }
    std::uint64_t colour(const State& state, std::uint32_t i,
                         std::span<const std::uint64_t> colours) const
        requires coloured
    {
        return core::hash_combine(state.mark[i], colours[state.best_friend[i]]);
    }
};
ORDEAL_DESCRIBE(Friends<true>::State, mark, best_friend)
ORDEAL_DESCRIBE(Friends<false>::State, mark, best_friend)

template <bool coloured>
Friends<coloured> random_friends(core::Random& random) {
    Friends<coloured> model;
    model.parts = static_cast<std::uint32_t>(random.chance(0.05) ? 4 : 2 + random.below(2));
    for (auto& mark : model.after)
        mark = static_cast<std::uint8_t>(random.below(3));
    for (auto& meets : model.meets)
        meets = random.chance(0.2);
    for (auto& follows : model.follows)
        follows = random.chance(0.3);
    return model;
}

}  // namespace ordeal::tests
