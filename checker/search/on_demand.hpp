// A search that computes what it is asked for and nothing else: a state by the way that leads to
// it, with what can happen there, in words. For people who walk through a model by hand.
//
//     checker::OnDemand explorer(model);
//     auto here = explorer.at({});            // the choices are the initial states
//     here = explorer.at({0, 2});             // the first initial state, then its third action
//     here = explorer.find(here->print);      // a state that was shown before, by its fingerprint
//
// What is shown is text and numbers only, so that those who show it know nothing of the model.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/model/model.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

/// What may happen next.
struct ChoiceView {
    enum class Outcome {
        step,
        ignored,  // no step: there is no state
        beyond    // a step over the boundary of the model
    };
    std::uint32_t place = 0;  // among the actions; of an initial state, among those
    std::string action;
    Outcome outcome = Outcome::step;
    std::string state;        // after it
    std::uint64_t print = 0;  // fingerprint of that; 0: ignored
};

struct PropertyView {
    Kind kind = Kind::always;
    std::string name;
    bool holds = false;  // what it says of a state, here
};

/// A state, how it was come to, and how it may go on.
struct StateView {
    std::vector<std::uint32_t> places;     // of the initial state, then of each action
    std::vector<std::string> actions;      // one less: the first place is an initial state
    std::string state;                     // empty before an initial state was chosen
    std::uint64_t print = 0;               // 0: before an initial state was chosen
    std::vector<PropertyView> properties;  // those that speak of states
    std::vector<ChoiceView> choices;
};

/// May be used by several threads at once.
template <Model M>
class OnDemand {
  public:
    using State = typename M::State;

    explicit OnDemand(const M& model) : model_(model), properties_(model.properties()) {}

    /// Error: a place where there is no action, or an action that is ignored there.
    core::Result<StateView> at(const std::vector<std::uint32_t>& places) {
        const std::lock_guard lock(mutex_);
        return view(places);
    }

    /// Nothing: no state of this fingerprint was shown, neither itself nor as a choice.
    std::optional<StateView> find(std::uint64_t print) {
        const std::lock_guard lock(mutex_);
        std::vector<std::uint32_t> places;
        while (print != 0) {
            const auto known = ways_.find(print);
            if (known == ways_.end()) return std::nullopt;
            places.push_back(known->second.place);
            print = known->second.parent;
        }
        if (places.empty()) return std::nullopt;
        auto found = view({places.rbegin(), places.rend()});
        if (!found) return std::nullopt;
        return *std::move(found);
    }

    /// How many different states were shown.
    std::size_t known() const {
        const std::lock_guard lock(mutex_);
        return ways_.size();
    }

  private:
    /// How a state was first come to.
    struct Way {
        std::uint64_t parent = 0;  // 0: none, an initial state
        std::uint32_t place = 0;
    };

    core::Result<StateView> view(const std::vector<std::uint32_t>& places) {
        StateView out;
        out.places = places;
        const auto initial = model_.initial_states();
        if (places.empty()) {
            for (std::uint32_t i = 0; i < initial.size(); ++i)
                out.choices.push_back(choice_of(initial[i], i, "", 0));
            return out;
        }
        if (places[0] >= initial.size())
            return core::fail("there is no initial state {}: there are {}", places[0],
                              initial.size());
        State state = initial[places[0]];
        meet(fingerprint(model_, state), {0, places[0]});
        for (std::size_t i = 1; i < places.size(); ++i)
            if (auto walked = walk(state, places[i], i, out); !walked)
                return tl::unexpected(walked.error());
        describe(state, out);
        return out;
    }

    core::Result<void> walk(State& state, std::uint32_t place, std::size_t step, StateView& out) {
        std::vector<typename M::Action> actions;
        model_.actions(state, actions);
        if (place >= actions.size())
            return core::fail("step {}: there is no action {}, there are {}", step, place,
                              actions.size());
        const std::uint64_t before = fingerprint(model_, state);
        out.actions.push_back(text_of_action(model_, actions[place]));
        if (!model_.apply(state, actions[place]))
            return core::fail("step {}: \"{}\" is ignored there", step, out.actions.back());
        meet(fingerprint(model_, state), {before, place});
        return {};
    }

    void describe(const State& state, StateView& out) {
        out.state = text_of_state(model_, state);
        out.print = fingerprint(model_, state);
        for (const auto& property : properties_)
            if (property.holds)
                out.properties.push_back(
                    {property.kind, property.name, property.holds(model_, state)});
        std::vector<typename M::Action> actions;
        model_.actions(state, actions);
        for (std::uint32_t i = 0; i < actions.size(); ++i) {
            State next = state;
            std::string text = text_of_action(model_, actions[i]);
            if (model_.apply(next, actions[i]))
                out.choices.push_back(choice_of(next, i, std::move(text), out.print));
            else
                out.choices.push_back({i, std::move(text), ChoiceView::Outcome::ignored, "", 0});
        }
    }

    ChoiceView choice_of(const State& state, std::uint32_t place, std::string action,
                         std::uint64_t parent) {
        const bool within = within_boundary(model_, state);
        const std::uint64_t print = fingerprint(model_, state);
        meet(print, {parent, place});
        return {place, std::move(action),
                within ? ChoiceView::Outcome::step : ChoiceView::Outcome::beyond,
                text_of_state(model_, state), print};
    }

    void meet(std::uint64_t print, Way way) { ways_.try_emplace(print, way); }

    M model_;
    std::vector<Property<M>> properties_;
    mutable std::mutex mutex_;
    boost::unordered_flat_map<std::uint64_t, Way> ways_;
};

}  // namespace ordeal::checker
