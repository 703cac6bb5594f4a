// Two-phase commit as an abstract model (Gray & Lamport 2006): no actors, no network, only what
// each party has done and what has been said, for ever. A resource manager prepares or aborts as it
// likes; the transaction manager commits once it has heard that all are prepared, or aborts at any
// time before; the resource managers then do what it said.
//
// That no two managers end differently holds. A state is three small numbers of bits, so that the
// search is about the searching: this is what the searches' speed is measured with.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "actors/describe.hpp"
#include "checker/model/model.hpp"

namespace ordeal::examples {

enum class TwoPhaseCommitBug {
    none,
    commits_early,  // the transaction manager commits as soon as it has heard of one
    changes_mind    // a resource manager that is prepared may still abort on its own
};

struct TwoPhaseCommit {
    static constexpr std::uint32_t limit = 16;
    using Bug = TwoPhaseCommitBug;

    enum class Manager : std::uint32_t { working, prepared, committed, aborted };
    enum class Coordinator : std::uint32_t { open, committed, aborted };
    struct State {
        std::uint32_t managers = 0;                   // a Manager for each, two bits
        Coordinator coordinator = Coordinator::open;  // once it has decided it has said so
        std::uint16_t prepared = 0;                   // who has said so; a bit for each
        std::uint16_t heard = 0;                      // of whom the coordinator has heard
    };

    enum class Step : std::uint8_t {
        decide_commit,
        decide_abort,
        hear,
        prepare,
        choose_abort,
        learn_commit,
        learn_abort
    };
    struct Action {
        Step step = Step::decide_commit;
        std::uint8_t manager = 0;
    };

    std::uint32_t managers = 3;  // up to the limit
    Bug bug = Bug::none;

    std::vector<State> initial_states() const { return {State{}}; }

    void actions(const State& state, std::vector<Action>& out) const {
        if (state.coordinator == Coordinator::open) decisions(state, out);
        for (std::uint8_t i = 0; i < managers; ++i) {
            const Manager manager = manager_of(state, i);
            if (state.coordinator == Coordinator::open && has(state.prepared, i))
                out.push_back({Step::hear, i});
            if (manager == Manager::working) out.push_back({Step::prepare, i});
            if (manager == Manager::working ||
                (bug == Bug::changes_mind && manager == Manager::prepared))
                out.push_back({Step::choose_abort, i});
            if (state.coordinator == Coordinator::committed) out.push_back({Step::learn_commit, i});
            if (state.coordinator == Coordinator::aborted) out.push_back({Step::learn_abort, i});
        }
    }

    bool apply(State& state, const Action& action) const {
        const auto bit = static_cast<std::uint16_t>(1U << action.manager);
        switch (action.step) {
            case Step::decide_commit:
                state.coordinator = Coordinator::committed;
                break;
            case Step::decide_abort:
                state.coordinator = Coordinator::aborted;
                break;
            case Step::hear:
                state.heard |= bit;
                break;
            case Step::prepare:
                set(state, action.manager, Manager::prepared);
                state.prepared |= bit;
                break;
            case Step::learn_commit:
                set(state, action.manager, Manager::committed);
                break;
            case Step::choose_abort:
            case Step::learn_abort:
                set(state, action.manager, Manager::aborted);
                break;
        }
        return true;
    }

    std::vector<checker::Property<TwoPhaseCommit>> properties() const {
        using M = TwoPhaseCommit;
        return {checker::always<M>("consistent",
                                   [](const M& m, const State& state) {
                                       return m.count(state, Manager::aborted) == 0 ||
                                              m.count(state, Manager::committed) == 0;
                                   }),
                checker::sometimes<M>("all commit",
                                      [](const M& m, const State& state) {
                                          return m.count(state, Manager::committed) == m.managers;
                                      }),
                checker::sometimes<M>("all abort", [](const M& m, const State& state) {
                    return m.count(state, Manager::aborted) == m.managers;
                })};
    }

    static Manager manager_of(const State& state, std::uint32_t manager) {
        return static_cast<Manager>(state.managers >> 2 * manager & 3);
    }

    std::uint32_t count(const State& state, Manager wanted) const {
        std::uint32_t found = 0;
        for (std::uint32_t i = 0; i < managers; ++i)
            found += manager_of(state, i) == wanted ? 1 : 0;
        return found;
    }

    std::string text(const State& state) const {
        std::string out = "coordinator " + actors::text_of(state.coordinator);
        for (std::uint32_t i = 0; i < managers; ++i) {
            out += ", manager " + std::to_string(i) + " " + actors::text_of(manager_of(state, i));
            if (has(state.prepared, i)) out += " (said prepared)";
            if (has(state.heard, i)) out += " (heard)";
        }
        return out;
    }
    std::string text(const Action& action) const {
        const std::string step = actors::text_of(action.step);
        const bool decides =
            action.step == Step::decide_commit || action.step == Step::decide_abort;
        return decides ? step : step + " " + std::to_string(action.manager);
    }

    // The resource managers may change places: see checker/reduction/symmetry.hpp.

    std::vector<std::uint32_t> interchangeable() const {
        return std::vector<std::uint32_t>(managers);
    }
    void permute(State& state, std::span<const std::uint32_t> to) const {
        State permuted{0, state.coordinator, 0, 0};
        for (std::uint32_t i = 0; i < managers; ++i) {
            set(permuted, to[i], manager_of(state, i));
            if (has(state.prepared, i))
                permuted.prepared |= static_cast<std::uint16_t>(1U << to[i]);
            if (has(state.heard, i)) permuted.heard |= static_cast<std::uint16_t>(1U << to[i]);
        }
        state = permuted;
    }
    std::uint64_t colour(const State& state, std::uint32_t i,
                         std::span<const std::uint64_t>) const {
        return static_cast<std::uint64_t>(manager_of(state, i)) << 2 |
               std::uint64_t{has(state.prepared, i)} << 1 | std::uint64_t{has(state.heard, i)};
    }

  private:
    static bool has(std::uint16_t bits, std::uint32_t manager) { return bits >> manager & 1; }

    static void set(State& state, std::uint32_t manager, Manager to) {
        state.managers &= ~(3U << 2 * manager);
        state.managers |= static_cast<std::uint32_t>(to) << 2 * manager;
    }

    void decisions(const State& state, std::vector<Action>& out) const {
        const bool all = state.heard == (1U << managers) - 1;
        if (all || (bug == Bug::commits_early && state.heard != 0))
            out.push_back({Step::decide_commit, 0});
        out.push_back({Step::decide_abort, 0});
    }
};

BOOST_DESCRIBE_ENUM(TwoPhaseCommit::Manager, working, prepared, committed, aborted)
BOOST_DESCRIBE_ENUM(TwoPhaseCommit::Coordinator, open, committed, aborted)
BOOST_DESCRIBE_ENUM(TwoPhaseCommit::Step, decide_commit, decide_abort, hear, prepare, choose_abort,
                    learn_commit, learn_abort)
ORDEAL_DESCRIBE(TwoPhaseCommit::State, managers, coordinator, prepared, heard)

}  // namespace ordeal::examples
