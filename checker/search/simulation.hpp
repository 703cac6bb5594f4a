// Random walks from random initial states, each until it cannot go on, comes back to a state of its
// own, or reaches the limit on depth. Seeded: the same seed takes the same walks. It proves
// nothing; it finds what lies deeper than a search can go.
#pragma once

#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "core/random.hpp"

namespace ordeal::checker {

template <Model M>
class Simulation {
  public:
    using State = typename M::State;

    Simulation(const M& model, const SearchOptions& options, Limits& limits)
        : options_(options),
          limits_(limits),
          expander_(model),
          properties_(model.properties()),
          found_(properties_.size()) {}

    void run() {
        const core::Random random(options_.seed);
        for (std::uint64_t walk = 0; walk < options_.walks && !done(); ++walk)
            if (!this->walk(random.split(walk))) return;
        limits_.stop(done() ? "" : "the walks that were asked for");
    }

    std::uint64_t generated() const { return generated_; }
    std::uint32_t depth() const { return depth_; }
    /// The places of the actions that lead to a state that settles the property.
    const std::optional<std::vector<std::uint32_t>>& found(std::size_t property) const {
        return found_[property];
    }

  private:
    static constexpr std::uint32_t usual_depth = 10'000;

    bool done() const {
        if (options_.explore_all) return false;
        bool any = false;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (!is_of_states(properties_[i].kind)) continue;
            any = true;
            if (!found_[i]) return false;
        }
        return any;
    }

    /// False: a limit was hit.
    bool walk(core::Random random) {
        places_.clear();
        boost::unordered_flat_set<std::uint64_t> seen;
        auto choices = expander_.initial();
        const std::uint32_t longest = options_.max_depth.value_or(usual_depth);
        while (!choices.empty() && places_.size() < longest) {
            Successor<M>& choice = choices[random.below(choices.size())];
            std::swap(state_, choice.state);
            places_.push_back(choice.action);
            ++generated_;
            depth_ = std::max(depth_, static_cast<std::uint32_t>(places_.size()));
            look();
            if (!seen.insert(choice.print).second) break;
            if (!limits_.look() || !limits_.states(generated_)) return false;
            choices = expander_.expand(state_);
        }
        return true;
    }

    void look() {
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (!is_of_states(property.kind) || found_[i]) continue;
            if (property.holds(expander_.model(), state_) == (property.kind == Kind::sometimes))
                found_[i] = places_;
        }
    }

    const SearchOptions& options_;
    Limits& limits_;
    Expander<M> expander_;
    std::vector<Property<M>> properties_;
    std::vector<std::optional<std::vector<std::uint32_t>>> found_;
    State state_;
    std::vector<std::uint32_t> places_;
    std::uint64_t generated_ = 0;
    std::uint32_t depth_ = 0;
};

}  // namespace ordeal::checker
