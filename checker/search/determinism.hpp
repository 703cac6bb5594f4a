// Whether a model says the same when it is asked twice. That cannot be proved by asking, but a
// model that iterates over a container in a random order, or draws random numbers of its own, is
// found soon, and where it differs is said.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

#include "checker/model/model.hpp"
#include "core/random.hpp"

namespace ordeal::checker {

namespace detail {

template <Model M>
std::string words_of_state(const M& model, const typename M::State& state) {
    if constexpr (SaysStates<M>)
        return text_of_state(model, state);
    else
        return fmt::format("a state of hash {:x}", fingerprint(model, state));
}

template <Model M>
std::string words_of_action(const M& model, const typename M::Action& action, std::size_t place) {
    if constexpr (SaysActions<M>)
        return fmt::format("action {}, \"{}\",", place + 1, text_of_action(model, action));
    else
        return fmt::format("action {}", place + 1);
}

}  // namespace detail

template <Model M>
class Determinism {
  public:
    using State = typename M::State;

    explicit Determinism(const M& model) : model_(model) {}

    /// A few hundred states, by random walks, as long as go_on(). What differs; empty: nothing did.
    template <typename GoOn>
    std::string sample(const GoOn& go_on) {
        const auto initial = model_.initial_states();
        if (initial != model_.initial_states())
            return "the initial states differ from time to time";
        core::Random random(1);
        constexpr int walks = 8;
        constexpr int steps = 25;
        for (int walk = 0; walk < walks && !initial.empty(); ++walk) {
            State state = initial[random.below(initial.size())];
            for (int step = 0; step < steps && within_boundary(model_, state); ++step) {
                if (!go_on()) return "";
                if (auto difference = compare(state); !difference.empty()) return difference;
                if (nexts_.empty()) break;
                state = nexts_[random.below(nexts_.size())];
            }
        }
        return "";
    }

    std::string sample() {
        return sample([] { return true; });
    }

    /// Along a path, many times. What differs; empty: nothing did.
    std::string along(const std::vector<std::uint32_t>& places) {
        const auto initial = model_.initial_states();
        if (places.empty() || places[0] >= initial.size())
            return "the initial states differ from time to time";
        State state = initial[places[0]];
        for (std::size_t i = 1; i <= places.size(); ++i) {
            for (int again = 0; again < 16; ++again)
                if (auto difference = compare(state); !difference.empty()) return difference;
            if (i == places.size() || places[i] >= actions_.size()) break;
            model_.apply(state, actions_[places[i]]);
        }
        return "";
    }

  private:
    std::string compare(const State& state) {
        nexts_.clear();
        actions_.clear();
        again_.clear();
        model_.actions(state, actions_);
        model_.actions(state, again_);
        if (actions_.size() != again_.size())
            return fmt::format("in the state \"{}\" there are once {} actions and once {}",
                               detail::words_of_state(model_, state), actions_.size(),
                               again_.size());
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            State first = state;
            State second = state;
            const bool acted = model_.apply(first, actions_[i]);
            const bool acted_again = model_.apply(second, again_[i]);
            if (acted != acted_again || (acted && !(first == second)))
                return describe(state, i, acted ? &first : nullptr,
                                acted_again ? &second : nullptr);
            if (acted) nexts_.push_back(std::move(first));
        }
        return "";
    }

    std::string describe(const State& state, std::size_t i, const State* first,
                         const State* second) const {
        const auto words = [this](const State* to) {
            if (to == nullptr) return std::string("to nothing, being ignored,");
            return fmt::format("to \"{}\"", detail::words_of_state(model_, *to));
        };
        return fmt::format("in the state \"{}\" {} leads {} and, asked again, {} leads {}",
                           detail::words_of_state(model_, state),
                           detail::words_of_action(model_, actions_[i], i), words(first),
                           detail::words_of_action(model_, again_[i], i), words(second));
    }

    M model_;
    std::vector<typename M::Action> actions_;
    std::vector<typename M::Action> again_;
    std::vector<State> nexts_;
};

}  // namespace ordeal::checker
