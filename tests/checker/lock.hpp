// The worked example of docs/properties.md: two threads and a lock, with a queue or without.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "checker/model/model.hpp"

namespace ordeal::tests {

struct Lock {
    enum class Place : std::uint8_t { away, waiting, inside };
    static constexpr std::uint8_t nobody = 2;
    struct State {
        std::array<Place, 2> place{};
        std::uint8_t first = nobody;  // who has waited longer
    };
    enum class Step : std::uint8_t { thinks, asks, enters, leaves };
    struct Action {
        std::uint8_t who = 0;
        Step step = Step::thinks;
    };

    bool queue = false;  // the lock serves who came first

    std::vector<State> initial_states() const { return {{}}; }
    void actions(const State& state, std::vector<Action>& out) const {
        for (const std::uint8_t who : {std::uint8_t{0}, std::uint8_t{1}}) {
            const Place here = state.place[who];
            const bool free = state.place[1 - who] != Place::inside;
            if (here == Place::away) {
                out.push_back({who, Step::thinks});
                out.push_back({who, Step::asks});
            }
            if (here == Place::waiting && free && (!queue || state.first == who))
                out.push_back({who, Step::enters});
            if (here == Place::inside) out.push_back({who, Step::leaves});
        }
    }
    bool apply(State& state, const Action& action) const {
        const auto other = static_cast<std::uint8_t>(1 - action.who);
        const bool other_waits = state.place[other] == Place::waiting;
        if (action.step == Step::asks) {
            state.place[action.who] = Place::waiting;
            if (!other_waits) state.first = action.who;
        } else if (action.step == Step::enters) {
            state.place[action.who] = Place::inside;
            state.first = other_waits ? other : nobody;
        } else if (action.step == Step::leaves) {
            state.place[action.who] = Place::away;
        }
        return true;
    }
    /// Nobody has to ask; but who may enter does, some time, and who is inside leaves.
    std::optional<std::uint64_t> fairness_class(const Action& action) const {
        if (action.step == Step::thinks || action.step == Step::asks) return std::nullopt;
        return std::uint64_t{action.who} << 8 | static_cast<std::uint64_t>(action.step);
    }
    std::string text(const State& state) const { return actors::text_of(state.place); }
    std::string text(const Action& action) const {
        return "thread " + std::to_string(action.who) + " " + actors::text_of(action.step);
    }

    std::vector<checker::Property<Lock>> properties() const {
        const auto at = [](std::uint8_t who, Place place) {
            return [who, place](const Lock&, const State& s) { return s.place[who] == place; };
        };
        const auto apart = [](const Lock&, const State& s) {
            return s.place[0] != Place::inside || s.place[1] != Place::inside;
        };
        const auto in_turn = [](const Lock&, const State& before, const Action& action,
                                const State&) {
            return action.step != Step::enters || before.first == action.who;
        };
        return {checker::always<Lock>("one at a time", apart),
                checker::leads_to<Lock>("thread 0 gets in", at(0, Place::waiting),
                                        at(0, Place::inside)),
                checker::deadlock_free<Lock>("something can be done"),
                checker::always_step<Lock>("first come, first served", in_turn)};
    }
};
BOOST_DESCRIBE_ENUM(Lock::Place, away, waiting, inside)
ORDEAL_DESCRIBE(Lock::State, place, first)
BOOST_DESCRIBE_ENUM(Lock::Step, thinks, asks, enters, leaves)

}  // namespace ordeal::tests
