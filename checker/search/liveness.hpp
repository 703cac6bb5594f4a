// Decides what only whole paths can refute: eventually, eventually_always and leads_to. The model
// is explored once for all of them, breadth first, into a graph of numbers; there each property is
// a question about the region that a refutation stays in (see find_refutation):
//
//     eventually(p)         begins in an initial state, and never sees p
//     leads_to(p, q)        from some state with p on, it never sees q
//     eventually_always(p)  lacks p again and again, or in its last state
//
// Where ways join, and in which order they are searched, does not matter: whether a state is in the
// region depends on the state alone, and what was owed on the way there is what defines the region.
//
// A search that stops at a limit on states or depth looks for refutations in what it saw: they are
// real, since a path is only taken to end, or not to enable something, where the steps are known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/search/limits.hpp"
#include "checker/search/numbering.hpp"
#include "checker/search/step_graph.hpp"

namespace ordeal::checker {

/// Places of actions, as replay() takes them; `loop` as in Path.
struct Lasso {
    std::vector<std::uint32_t> places;
    std::optional<std::size_t> loop;
};

template <Model M>
class Liveness {
  public:
    using State = typename M::State;

    Liveness(const M& model, const SearchOptions& options, Limits& limits)
        : model_(model), options_(options), limits_(limits), numbering_(options.memory) {
        for (const auto& property : model_.properties())
            claims_.push_back({property, {}, {}});
        graph_.fair = options.fairness == Fairness::weak;
    }

    /// To be called once, and first.
    void explore() {
        const auto initial = model_.initial_states();
        for (std::uint32_t place = 0; place < initial.size(); ++place)
            if (within_boundary(model_, initial[place]) &&
                number(initial[place], StepGraph::none) == initial_places_.size())
                initial_places_.push_back(place);
        for (std::uint32_t depth = 1; !next_.empty() && going_on(); ++depth) {
            level_.swap(next_);
            next_.clear();
            if (options_.max_depth && depth == *options_.max_depth) cut_ = "the limit on depth";
            for (const State& state : level_)
                if (going_on()) expand(state);
        }
        graph_.expanded.resize(graph_.size());
        graph_.first_step.resize(graph_.size() + 1, graph_.targets.size());
    }

    /// Places of actions that refute the property. None: there is no such path, or a limit was hit.
    std::optional<Lasso> refutation(std::size_t property) {
        if (limits_.stopped()) return std::nullopt;
        const auto walk = find_refutation(graph_, region(claims_[property]), limits_);
        if (!walk) return std::nullopt;
        return Lasso{places_of(*walk), walk->loop};
    }

    /// Whether a property without refutation holds.
    bool complete() const { return cut_.empty() && !limits_.stopped(); }
    /// Why it is not complete, unless the limits say so themselves.
    const std::string& cut() const { return cut_; }

  private:
    /// Bits of each state.
    struct Claim {
        Property<M> property;
        std::vector<bool> holds;
        std::vector<bool> asks;
    };

    bool going_on() { return cut_.empty() && pulse_.beat(); }

    std::uint32_t number(const State& state, std::uint32_t parent) {
        const auto given = numbering_.number(model_, state, fingerprint(model_, state));
        if (!given.added) return given.number;
        graph_.parents.push_back(parent);
        next_.push_back(state);
        for (Claim& claim : claims_) {
            if (!is_of_paths(claim.property.kind)) continue;
            claim.holds.push_back(claim.property.holds(model_, state));
            if (claim.property.asks) claim.asks.push_back(claim.property.asks(model_, state));
        }
        if (options_.max_states && numbering_.size() > *options_.max_states)
            cut_ = "the limit on states";
        if (numbering_.full()) limits_.stop("there are too many states");
        return given.number;
    }

    /// What eventually happened need not be followed any further.
    bool is_of_use(std::size_t state) const {
        return std::ranges::any_of(claims_, [state](const Claim& claim) {
            if (claim.property.kind == Kind::eventually) return !claim.holds[state];
            return is_of_paths(claim.property.kind);
        });
    }

    /// The steps of the next state in order, which is this one.
    void expand(const State& state) {
        const auto from = static_cast<std::uint32_t>(graph_.expanded.size());
        graph_.expanded.push_back(is_of_use(from));
        if (graph_.expanded.back()) {
            actions_.clear();
            model_.actions(state, actions_);
            for (const auto& action : actions_) {
                successor_ = state;
                if (!model_.apply(successor_, action)) continue;
                const bool inside = within_boundary(model_, successor_);
                graph_.targets.push_back(inside ? number(successor_, from) : StepGraph::none);
                if (graph_.fair) graph_.classes.push_back(class_of(action));
            }
        }
        graph_.first_step.push_back(graph_.targets.size());
    }

    std::uint32_t class_of(const typename M::Action& action) {
        if constexpr (HasFairness<M>)
            if (const auto given = model_.fairness_class(action))
                return classes_.try_emplace(*given, static_cast<std::uint32_t>(classes_.size()))
                    .first->second;
        return StepGraph::none;
    }

    Region region(const Claim& claim) const {
        const std::size_t states = graph_.size();
        std::vector<bool> lacking = claim.holds;
        lacking.flip();
        if (claim.property.kind == Kind::leads_to) {
            std::vector<bool> entries = claim.asks;
            for (std::size_t i = 0; i < states; ++i)
                entries[i] = entries[i] && lacking[i];
            return {lacking, entries, lacking};
        }
        const bool anywhere = claim.property.kind == Kind::eventually_always;
        std::vector<bool> entries(states);
        for (std::size_t i = 0; i < initial_places_.size(); ++i)
            entries[i] = anywhere || lacking[i];
        return {anywhere ? std::vector<bool>(states, true) : lacking, entries, lacking};
    }

    /// The graph knows a step by its place among the steps, a path is known by its actions.
    std::vector<std::uint32_t> places_of(const Walk& walk) {
        std::vector<std::uint32_t> places{initial_places_[walk.initial]};
        State state = model_.initial_states()[places[0]];
        for (const std::uint32_t step : walk.steps) {
            actions_.clear();
            model_.actions(state, actions_);
            std::uint32_t place = 0;
            for (std::uint32_t taken = 0; place < actions_.size(); ++place) {
                successor_ = state;
                if (model_.apply(successor_, actions_[place]) && taken++ == step) break;
            }
            places.push_back(place);
            state = successor_;
        }
        return places;
    }

    M model_;
    const SearchOptions& options_;
    Limits& limits_;
    Pulse pulse_{limits_};
    std::vector<Claim> claims_;
    Numbering<M> numbering_;
    StepGraph graph_;
    std::vector<std::uint32_t> initial_places_;  // of each initial state, among initial_states()
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> classes_;
    std::vector<State> level_;  // being expanded
    std::vector<State> next_;
    std::vector<typename M::Action> actions_;
    State successor_;
    std::string cut_;
};

}  // namespace ordeal::checker
