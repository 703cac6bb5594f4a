// The states of a model by numbers, without their types: for searches from any state for anything
// that can be said of a state's text, and for random walks. States are kept, each once, by their
// fingerprints; what is not asked for is not computed. Searches of the whole model are faster
// (check.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/model/model.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

/// For one thread.
class Walker {
  public:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    virtual ~Walker() = default;

    /// The state that a path leads to. Error: no such path.
    virtual core::Result<std::uint32_t> at(const std::vector<std::uint32_t>& places) = 0;
    /// Of each action by its place the state after it; nowhere: it is ignored, or leads over the
    /// boundary. Valid until the next call.
    virtual const std::vector<std::uint32_t>& next(std::uint32_t state) = 0;
    virtual std::string text(std::uint32_t state) const = 0;
    /// Whether a state settles the property of that number: an `always` does not hold there, a
    /// `sometimes` does. Others are settled by no state.
    virtual bool settles(std::uint32_t state, std::size_t property) const = 0;
    /// Whether an `always` does not hold there.
    virtual bool broken(std::uint32_t state) const = 0;
    /// The number of a property; nowhere: there is none of that name that a state could settle.
    virtual std::uint32_t property(const std::string& name) const = 0;
    /// States that have numbers: all below.
    virtual std::size_t size() const = 0;
};

template <Model M>
class WalkerOf final : public Walker {
  public:
    explicit WalkerOf(const M& model) : model_(model), properties_(model.properties()) {}

    core::Result<std::uint32_t> at(const std::vector<std::uint32_t>& places) override {
        const auto initial = model_.initial_states();
        if (places.empty() || places[0] >= initial.size())
            return core::fail("there is no such initial state: there are {}", initial.size());
        State state = initial[places[0]];
        for (std::size_t i = 1; i < places.size(); ++i) {
            actions_.clear();
            model_.actions(state, actions_);
            if (places[i] >= actions_.size() || !model_.apply(state, actions_[places[i]]))
                return core::fail("step {}: action {} cannot be taken there", i, places[i]);
        }
        return number_of(std::move(state));
    }
    const std::vector<std::uint32_t>& next(std::uint32_t from) override {
        actions_.clear();
        next_.clear();
        model_.actions(states_[from], actions_);
        for (const auto& action : actions_) {
            State state = states_[from];
            const bool taken = model_.apply(state, action) && within_boundary(model_, state);
            next_.push_back(taken ? number_of(std::move(state)) : nowhere);
        }
        return next_;
    }
    std::string text(std::uint32_t state) const override {
        return text_of_state(model_, states_[state]);
    }
    bool settles(std::uint32_t state, std::size_t property) const override {
        const auto& each = properties_[property];
        return is_of_states(each.kind) &&
               each.holds(model_, states_[state]) == (each.kind == Kind::sometimes);
    }
    bool broken(std::uint32_t state) const override {
        for (std::size_t i = 0; i < properties_.size(); ++i)
            if (properties_[i].kind == Kind::always && settles(state, i)) return true;
        return false;
    }
    std::uint32_t property(const std::string& name) const override {
        for (std::size_t i = 0; i < properties_.size(); ++i)
            if (properties_[i].name == name && is_of_states(properties_[i].kind))
                return static_cast<std::uint32_t>(i);
        return nowhere;
    }
    std::size_t size() const override { return states_.size(); }

  private:
    using State = typename M::State;

    std::uint32_t number_of(State state) {
        const auto number = static_cast<std::uint32_t>(states_.size());
        const auto [place, added] = numbers_.try_emplace(fingerprint(model_, state), number);
        if (added) states_.push_back(std::move(state));
        return place->second;
    }

    M model_;
    std::vector<Property<M>> properties_;
    std::vector<State> states_;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> numbers_;
    std::vector<typename M::Action> actions_;
    std::vector<std::uint32_t> next_;
};

}  // namespace ordeal::checker
