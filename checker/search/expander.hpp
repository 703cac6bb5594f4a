// One thread's way from a state to its successors: a model of its own, and buffers that are used
// again and again.
#pragma once

#include <span>
#include <vector>

#include "checker/model/model.hpp"

namespace ordeal::checker {

template <typename M>
struct Successor {
    typename M::State state;
    std::uint64_t print = 0;   // fingerprint of the state
    std::uint32_t action = 0;  // its place among the actions
};

template <Model M>
class Expander {
  public:
    using State = typename M::State;

    explicit Expander(const M& model) : model_(model) {}

    const M& model() const { return model_; }

    /// The successors within the boundary, one for each step that is taken. Valid until the next
    /// call.
    std::span<Successor<M>> expand(const State& from) { return expand(from, successors_); }

    /// Likewise, into a buffer of the caller's, of which what is beyond is kept for its memory.
    std::span<Successor<M>> expand(const State& from, std::vector<Successor<M>>& buffer) {
        actions_.clear();
        model_.actions(from, actions_);
        if (buffer.size() < actions_.size()) buffer.resize(actions_.size());
        std::size_t count = 0;
        steps_ = 0;
        for (std::uint32_t i = 0; i < actions_.size(); ++i) {
            Successor<M>& successor = buffer[count];
            successor.state = from;
            if (!model_.apply(successor.state, actions_[i])) continue;
            ++steps_;
            if (!within_boundary(model_, successor.state)) continue;
            successor.print = fingerprint(model_, successor.state);
            successor.action = i;
            ++count;
        }
        return {buffer.data(), count};
    }

    /// Steps of the last expansion, those over the boundary included: none, and the state is
    /// terminal.
    std::size_t steps() const { return steps_; }

    /// The initial states within the boundary; `action` is their place among all.
    std::span<Successor<M>> initial() {
        const auto states = model_.initial_states();
        successors_.resize(states.size());
        std::size_t count = 0;
        for (std::uint32_t i = 0; i < states.size(); ++i)
            if (within_boundary(model_, states[i]))
                successors_[count++] = {states[i], fingerprint(model_, states[i]), i};
        return {successors_.data(), count};
    }

    /// What the last expansion took.
    const typename M::Action& action(std::uint32_t place) const { return actions_[place]; }

  private:
    M model_;
    std::vector<typename M::Action> actions_;
    std::vector<Successor<M>> successors_;
    std::size_t steps_ = 0;
};

}  // namespace ordeal::checker
