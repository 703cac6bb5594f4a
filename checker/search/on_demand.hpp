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

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/model/model.hpp"
#include "checker/model/scene.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

struct PropertyView {
    Kind kind = Kind::always;
    std::string name;
    bool holds = false;       // what it says of a state, here
    std::string why_unknown;  // it may hold; empty: it is known

    friend bool operator==(const PropertyView&, const PropertyView&) = default;
};

/// What may happen next.
struct ChoiceView {
    enum class Outcome {
        step,
        ignored,  // no step: there is no state
        beyond    // a step over the boundary of the model
    };
    std::uint32_t place = 0;  // among the actions; of an initial state, among those
    EventView event;
    Outcome outcome = Outcome::step;
    std::uint64_t print = 0;  // fingerprint of the state after it; 0: ignored
    std::string state;        // that, in words; empty: nobody asked
    Scene scene;              // without what is under way
    std::vector<PropertyView> properties;
};

/// What is to be told of a state.
struct ViewOptions {
    std::size_t first = 0;       // of the steps of the way those from this place on
    std::size_t end = SIZE_MAX;  // and before this one
    bool only_steps = false;     // and nothing of the state
    bool texts = true;           // of what may happen next the states in words
    std::size_t most_choices = SIZE_MAX;
};

/// A step of the way, and the state that it led to.
struct StepView {
    std::uint32_t place = 0;
    EventView event;
    std::uint64_t print = 0;
    std::vector<std::string> changed;  // names of the parts that it changed
    std::vector<std::string> broken;   // what holds always, and not there
};

/// A state, how it was come to, and how it may go on.
struct StateView {
    std::vector<std::uint32_t> places;  // of the initial state, then of each action
    std::size_t first = 0;              // which of the steps are told: from this place on
    std::vector<StepView> steps;        // the initial state is the first one
    std::string state;                  // empty before an initial state was chosen
    std::uint64_t print = 0;            // 0: before an initial state was chosen
    Scene scene;
    std::optional<Scene> before;           // the last step; none: there is none
    std::vector<PropertyView> properties;  // those that speak of states
    std::vector<ChoiceView> choices;
    std::size_t left_out = 0;  // of the choices
};

namespace detail {

template <Model M>
Scene scene_of_state(const M& model, const typename M::State& state, bool network) {
    if constexpr (requires { model.scene(state, network); }) {
        return model.scene(state, network);
    } else {
        Scene scene;
        scene.parts.push_back(
            {"state", PartKind::whole, false, text_of_state(model, state), {}, "", ""});
        return scene;
    }
}

template <Model M>
EventView event_of_action(const M& model, const typename M::State& state,
                          const typename M::Action& action) {
    if constexpr (requires { model.event(state, action); }) {
        return model.event(state, action);
    } else {
        EventView view;
        view.kind = "step";
        view.text = text_of_action(model, action);
        return view;
    }
}

template <Model M>
EventView event_of_start(const M& model) {
    if constexpr (requires { model.beginning_event(); }) {
        return model.beginning_event();
    } else {
        EventView view;
        view.kind = "start";
        view.text = "the start";
        return view;
    }
}

}  // namespace detail

/// May be used by several threads at once. The states of the way that was asked for last are
/// kept, so that a step further costs one step.
template <Model M>
class OnDemand {
  public:
    using State = typename M::State;

    explicit OnDemand(const M& model) : model_(model), properties_(model.properties()) {}

    /// Error: a place where there is no action, or an action that is ignored there.
    core::Result<StateView> at(const std::vector<std::uint32_t>& places,
                               const ViewOptions& options = {}) {
        const std::lock_guard lock(mutex_);
        return view(places, options);
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
        auto found = view({places.rbegin(), places.rend()}, {});
        if (!found) return std::nullopt;
        return *std::move(found);
    }

    /// How many different states were shown.
    std::size_t known() const {
        const std::lock_guard lock(mutex_);
        return ways_.size();
    }

  private:
    using Action = typename M::Action;

    /// How a state was first come to.
    struct Way {
        std::uint64_t parent = 0;  // 0: none, an initial state
        std::uint32_t place = 0;
    };
    /// A state of a way, and the action that led there; of an initial state none.
    struct Walked {
        std::uint32_t place = 0;
        std::optional<Action> action;
        State state;
        std::optional<StepView> shown;  // the step that led there, once somebody asked
    };
    using Walk = std::vector<std::shared_ptr<Walked>>;

    core::Result<StateView> view(const std::vector<std::uint32_t>& places,
                                 const ViewOptions& options) {
        StateView out;
        out.places = places;
        if (places.empty()) {
            const auto initial = model_.initial_states();
            for (std::uint32_t i = 0; i < initial.size(); ++i)
                out.choices.push_back(
                    choice_of(initial[i], i, detail::event_of_start(model_), 0, options));
            return out;
        }
        if (auto walked = walk(places); !walked) return tl::unexpected(walked.error());
        out.first = std::min(options.first, places.size() - 1);
        for (std::size_t i = out.first; i < std::min(options.end, places.size()); ++i)
            out.steps.push_back(step_of(i));
        if (options.only_steps) return out;
        if (places.size() > 1)
            out.before = detail::scene_of_state(model_, way_[places.size() - 2]->state, true);
        describe(way_[places.size() - 1]->state, options, out);
        return out;
    }

    static std::size_t shared(const Walk& way, const std::vector<std::uint32_t>& places) {
        std::size_t same = 0;
        while (same < way.size() && same < places.size() && way[same]->place == places[same])
            ++same;
        return same;
    }

    /// Makes these places the first ones of `way_`. A long way is kept when another one leaves it,
    /// so that it need not be walked once more.
    core::Result<void> walk(const std::vector<std::uint32_t>& places) {
        if (shared(left_, places) > shared(way_, places)) std::swap(left_, way_);
        const std::size_t same = shared(way_, places);
        if (same == places.size()) return {};
        if (same < way_.size() && way_.size() > left_.size()) left_ = way_;
        way_.resize(same);
        if (same == 0)
            if (auto begun = begin(places[0]); !begun) return begun;
        for (std::size_t i = way_.size(); i < places.size(); ++i)
            if (auto gone = go(places[i], i); !gone) return gone;
        return {};
    }

    core::Result<void> begin(std::uint32_t place) {
        auto initial = model_.initial_states();
        if (place >= initial.size())
            return core::fail("there is no initial state {}: there are {}", place, initial.size());
        meet(fingerprint(model_, initial[place]), {0, place});
        way_.push_back(std::make_shared<Walked>(Walked{place, {}, std::move(initial[place]), {}}));
        return {};
    }

    core::Result<void> go(std::uint32_t place, std::size_t step) {
        const State& before = way_.back()->state;
        std::vector<Action> actions;
        model_.actions(before, actions);
        if (place >= actions.size())
            return core::fail("step {}: there is no action {}, there are {}", step, place,
                              actions.size());
        Walked next{place, actions[place], before, {}};
        if (!model_.apply(next.state, actions[place]))
            return core::fail("step {}: \"{}\" is ignored there", step,
                              text_of_action(model_, actions[place]));
        meet(fingerprint(model_, next.state), {fingerprint(model_, before), place});
        way_.push_back(std::make_shared<Walked>(std::move(next)));
        return {};
    }

    const StepView& step_of(std::size_t i) {
        Walked& here = *way_[i];
        if (!here.shown) here.shown = shown_step(i);
        return *here.shown;
    }

    StepView shown_step(std::size_t i) const {
        const Walked& here = *way_[i];
        StepView step{here.place, {}, fingerprint(model_, here.state), {}, {}};
        if (i == 0) {
            step.event = detail::event_of_start(model_);
        } else {
            const State& before = way_[i - 1]->state;
            step.event = detail::event_of_action(model_, before, *here.action);
            step.changed = changed_parts(detail::scene_of_state(model_, before, false),
                                         detail::scene_of_state(model_, here.state, false));
        }
        for (const PropertyView& property : properties_of(here.state))
            if (property.kind == Kind::always && !property.holds)
                step.broken.push_back(property.name);
        return step;
    }

    PropertyView view_of(const Property<M>& property, const State& state) const {
        PropertyView view{property.kind, property.name, property.holds(model_, state), ""};
        if (property.why_unknown) view.why_unknown = property.why_unknown(model_, state);
        return view;
    }

    std::vector<PropertyView> properties_of(const State& state) const {
        std::vector<PropertyView> out;
        for (const auto& property : properties_)
            if (property.holds) out.push_back(view_of(property, state));
        return out;
    }

    void describe(const State& state, const ViewOptions& options, StateView& out) {
        out.state = text_of_state(model_, state);
        out.print = fingerprint(model_, state);
        out.scene = detail::scene_of_state(model_, state, true);
        out.properties = properties_of(state);
        std::vector<Action> actions;
        model_.actions(state, actions);
        const std::size_t shown = std::min(actions.size(), options.most_choices);
        out.left_out = actions.size() - shown;
        for (std::uint32_t i = 0; i < shown; ++i) {
            State next = state;
            const bool taken = model_.apply(next, actions[i]);
            EventView event = detail::event_of_action(model_, state, actions[i]);
            if (taken) {
                out.choices.push_back(choice_of(next, i, std::move(event), out.print, options));
                continue;
            }
            ChoiceView ignored;
            ignored.place = i;
            ignored.event = std::move(event);
            ignored.outcome = ChoiceView::Outcome::ignored;
            out.choices.push_back(std::move(ignored));
        }
    }

    ChoiceView choice_of(const State& state, std::uint32_t place, EventView event,
                         std::uint64_t parent, const ViewOptions& options) {
        const bool within = within_boundary(model_, state);
        const std::uint64_t print = fingerprint(model_, state);
        meet(print, {parent, place});
        return {place,
                std::move(event),
                within ? ChoiceView::Outcome::step : ChoiceView::Outcome::beyond,
                print,
                options.texts ? text_of_state(model_, state) : std::string(),
                detail::scene_of_state(model_, state, false),
                properties_of(state)};
    }

    void meet(std::uint64_t print, Way way) { ways_.try_emplace(print, way); }

    M model_;
    std::vector<Property<M>> properties_;
    mutable std::mutex mutex_;
    boost::unordered_flat_map<std::uint64_t, Way> ways_;
    Walk way_;
    Walk left_;  // the longest of those that were left for another one
};

}  // namespace ordeal::checker
