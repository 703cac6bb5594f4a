// Two-phase commit, abstractly (Gray & Lamport 2006): for the counts that are known. All is bits in
// one number each, so that a state is plain.
#pragma once

#include "checker/model/model.hpp"

namespace ordeal::tests {

struct TwoPhaseCommit {
    enum Manager : std::uint32_t { working, prepared, committed, aborted };
    enum class Coordinator : std::uint32_t { init, committed, aborted };

    struct State {
        std::uint32_t managers = 0;  // two bits each
        std::uint32_t coordinator = 0;
        std::uint32_t heard = 0;     // which the coordinator knows to be prepared
        std::uint32_t messages = 0;  // prepared of each; then commit, abort
        friend bool operator==(const State&, const State&) = default;
    };
    enum class Kind : std::uint8_t {
        decide_commit,
        decide_abort,
        hear,
        prepare,
        choose_abort,
        learn_commit,
        learn_abort
    };
    struct Action {
        Kind kind = Kind::decide_commit;
        std::uint8_t manager = 0;
    };

    std::uint32_t managers = 3;

    std::vector<State> initial_states() const { return {State{}}; }

    static std::uint32_t manager(const State& state, std::uint32_t i) {
        return state.managers >> 2 * i & 3;
    }
    bool said(const State& state, std::uint32_t bit) const { return state.messages >> bit & 1; }

    void actions(const State& state, std::vector<Action>& out) const {
        const bool open = state.coordinator == 0;
        if (open && state.heard + 1 == 1U << managers) out.push_back({Kind::decide_commit, 0});
        if (open) out.push_back({Kind::decide_abort, 0});
        for (std::uint8_t i = 0; i < managers; ++i) {
            if (open && said(state, i)) out.push_back({Kind::hear, i});
            if (manager(state, i) == working) {
                out.push_back({Kind::prepare, i});
                out.push_back({Kind::choose_abort, i});
            }
            if (said(state, managers)) out.push_back({Kind::learn_commit, i});
            if (said(state, managers + 1)) out.push_back({Kind::learn_abort, i});
        }
    }

    bool apply(State& state, const Action& action) const {
        const auto put = [&](std::uint32_t value) {
            state.managers &= ~(3U << 2 * action.manager);
            state.managers |= value << 2 * action.manager;
        };
        switch (action.kind) {
            case Kind::decide_commit:
                state.coordinator = 1;
                state.messages |= 1U << managers;
                break;
            case Kind::decide_abort:
                state.coordinator = 2;
                state.messages |= 2U << managers;
                break;
            case Kind::hear:
                state.heard |= 1U << action.manager;
                break;
            case Kind::prepare:
                put(prepared);
                state.messages |= 1U << action.manager;
                break;
            case Kind::choose_abort:
            case Kind::learn_abort:
                put(aborted);
                break;
            case Kind::learn_commit:
                put(committed);
                break;
        }
        return true;
    }

    bool all(const State& state, std::uint32_t wanted) const {
        for (std::uint32_t i = 0; i < managers; ++i)
            if (manager(state, i) != wanted) return false;
        return true;
    }
    bool any(const State& state, std::uint32_t wanted) const {
        for (std::uint32_t i = 0; i < managers; ++i)
            if (manager(state, i) == wanted) return true;
        return false;
    }

    std::string text(const State& state) const { return std::to_string(state.managers); }
    std::string text(const Action& action) const {
        return std::to_string(static_cast<int>(action.kind)) + "(" +
               std::to_string(action.manager) + ")";
    }

    std::vector<checker::Property<TwoPhaseCommit>> properties() const {
        using M = TwoPhaseCommit;
        return {checker::sometimes<M>("all abort",
                                      [](const M& m, const State& s) { return m.all(s, aborted); }),
                checker::sometimes<M>(
                    "all commit", [](const M& m, const State& s) { return m.all(s, committed); }),
                checker::always<M>("consistent", [](const M& m, const State& s) {
                    return !(m.any(s, aborted) && m.any(s, committed));
                })};
    }
};

}  // namespace ordeal::tests
