// Random walks from random initial states, each until it cannot go on, comes back to a state of its
// own, or reaches the limit on depth. Seeded: the same seed takes the same walks. It proves
// nothing; it finds what lies deeper than a search can go.
//
// What whole paths refute (liveness) is seen when a walk cannot go on, or closes a loop: the first
// loop of each walk only, and nothing in walks that are cut off.
#pragma once

#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/search/expander.hpp"
#include "checker/search/limits.hpp"
#include "checker/search/liveness.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/witness.hpp"
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
          found_(properties_.size()),
          traces_(properties_.size()) {}

    void run() {
        const core::Random random(options_.seed);
        for (std::uint64_t walk = 0; walk < options_.walks && !done(); ++walk)
            if (!this->walk(random.split(walk))) return;
        limits_.stop(done() ? "" : "the walks that were asked for");
    }

    std::uint64_t generated() const { return generated_; }
    std::uint32_t depth() const { return depth_; }
    /// The way to what settles the property.
    const std::optional<Lasso>& found(std::size_t property) const { return found_[property]; }

  private:
    static constexpr std::uint32_t usual_depth = 10'000;
    static constexpr std::size_t never = SIZE_MAX;

    /// Where on the walk a property of paths was last seen to hold, and so on.
    struct Trace {
        std::size_t held = never;
        std::size_t lacked = never;
        std::size_t asked = never;
    };

    bool done() const {
        if (options_.explore_all || found_.empty()) return false;
        return std::ranges::all_of(found_, [](const auto& found) { return found.has_value(); });
    }

    /// False: a limit was hit.
    bool walk(core::Random random) {
        places_.clear();
        std::ranges::fill(traces_, Trace{});
        boost::unordered_flat_map<std::uint64_t, std::size_t> seen;
        auto choices = expander_.initial();
        const std::uint32_t longest = options_.max_depth.value_or(usual_depth);
        while (!choices.empty() && places_.size() < longest) {
            Successor<M>& choice = choices[random.below(choices.size())];
            std::swap(state_, choice.state);
            places_.push_back(choice.action);
            ++generated_;
            depth_ = std::max(depth_, static_cast<std::uint32_t>(places_.size()));
            look();
            const auto [place, added] = seen.try_emplace(choice.print, places_.size() - 1);
            if (!added) {
                end(place->second);
                break;
            }
            if (!limits_.look() || !limits_.states(generated_)) return false;
            choices = expander_.expand(state_);
            look_at_steps(choices);
            if (expander_.steps() == 0) end({});
        }
        return true;
    }

    void look() {
        const std::size_t here = places_.size() - 1;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (is_of_steps(property.kind) || found_[i]) continue;
            const bool holds = property.holds(expander_.model(), state_);
            if (is_of_states(property.kind)) {
                if (holds == (property.kind == Kind::sometimes)) found_[i] = Lasso{places_, {}};
                continue;
            }
            (holds ? traces_[i].held : traces_[i].lacked) = here;
            if (property.asks && property.asks(expander_.model(), state_)) traces_[i].asked = here;
        }
    }

    void look_at_steps(std::span<const Successor<M>> choices) {
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (!is_of_steps(property.kind) || found_[i]) continue;
            if (property.kind == Kind::deadlock_free) {
                if (expander_.steps() == 0 && !property.holds(expander_.model(), state_))
                    found_[i] = Lasso{places_, {}};
                continue;
            }
            const auto wrong = std::ranges::find_if(choices, [&](const Successor<M>& choice) {
                return !property.holds_of_step(expander_.model(), state_,
                                               expander_.action(choice.action), choice.state);
            });
            if (wrong == choices.end()) continue;
            found_[i] = Lasso{places_, {}};
            found_[i]->places.push_back(wrong->action);
        }
    }

    /// The walk cannot go on, or its last state is the one at `loop`.
    void end(std::optional<std::size_t> loop) {
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (!is_of_paths(properties_[i].kind) || found_[i]) continue;
            if (!may_refute(properties_[i].kind, traces_[i], loop)) continue;
            auto path = replay(expander_.model(), places_);
            if (!path) continue;
            path->loop = loop;
            if (settles(expander_.model(), properties_[i], *path, options_.fairness))
                found_[i] = Lasso{places_, loop};
        }
    }

    bool may_refute(Kind kind, const Trace& trace, std::optional<std::size_t> loop) const {
        const std::size_t repeated = loop.value_or(places_.size() - 1);
        if (kind == Kind::eventually) return trace.held == never;
        if (kind == Kind::eventually_always)
            return trace.lacked != never && trace.lacked >= repeated;
        if (trace.asked == never) return false;
        return trace.held == never || (trace.held < repeated && trace.held < trace.asked);
    }

    const SearchOptions& options_;
    Limits& limits_;
    Expander<M> expander_;
    std::vector<Property<M>> properties_;
    std::vector<std::optional<Lasso>> found_;
    std::vector<Trace> traces_;
    State state_;
    std::vector<std::uint32_t> places_;
    std::uint64_t generated_ = 0;
    std::uint32_t depth_ = 0;
};

}  // namespace ordeal::checker
