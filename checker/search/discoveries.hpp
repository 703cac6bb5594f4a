// Which states and steps settle which property. The first counts: later ones, which are deeper in a
// breadth-first search, change nothing. What only whole paths can settle is not looked at here.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "checker/search/expander.hpp"
#include "checker/search/links.hpp"
#include "checker/search/report.hpp"

namespace ordeal::checker {

/// A state, or the step from it by the action of that place.
struct Found {
    StateNumber state;
    std::optional<std::uint32_t> action;
};

template <Model M>
class Discoveries {
  public:
    explicit Discoveries(const M& model)
        : properties_(model.properties()),
          found_(properties_.size()),
          settled_(std::make_unique<std::atomic<bool>[]>(properties_.size())) {
        for (const auto& property : properties_) {
            open_ += is_of_states(property.kind) ? 1 : 0;
            open_of_steps_ += is_of_steps(property.kind) ? 1 : 0;
        }
    }

    /// To be called for each unique state, from any thread.
    void look(const M& model, const typename M::State& state, StateNumber number) {
        if (open_.load(std::memory_order_relaxed) == 0) return;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (!is_of_states(property.kind)) continue;
            if (settled_[i].load(std::memory_order_relaxed)) continue;
            if (property.holds(model, state) != (property.kind == Kind::sometimes)) continue;
            settle(i, {number, {}}, open_);
        }
    }

    /// To be called for each state that was expanded, with what `expander` gave, from any thread.
    void look_at_steps(const Expander<M>& expander, const typename M::State& from,
                       std::span<const Successor<M>> successors, StateNumber number) {
        if (open_of_steps_.load(std::memory_order_relaxed) == 0) return;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (!is_of_steps(property.kind)) continue;
            if (settled_[i].load(std::memory_order_relaxed)) continue;
            if (property.kind == Kind::always_step)
                look_at_each(i, expander, from, successors, number);
            else if (expander.steps() == 0 && !property.holds(expander.model(), from))
                settle(i, {number, {}}, open_of_steps_);
        }
    }

    /// What a search before this one has found.
    void restore(std::size_t property, const Found& found) {
        const bool of_states = is_of_states(properties_[property].kind);
        settle(property, found, of_states ? open_ : open_of_steps_);
    }

    /// What was restored was not of this model. Requires: no thread looks.
    void forget() {
        for (auto& found : found_)
            found.reset();
    }

    /// Whether nothing is left to be learned from further states. A model without properties is
    /// explored.
    bool all_settled() const {
        if (open_.load() > 0 || open_of_steps_.load() > 0) return false;
        for (const auto& property : properties_)
            if (!is_of_paths(property.kind)) return true;
        return false;
    }
    /// Of each property whether it is settled.
    std::vector<bool> settled() const {
        std::vector<bool> out(properties_.size());
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = settled_[i].load(std::memory_order_relaxed);
        return out;
    }
    /// How many properties a state or a step may still settle.
    std::size_t open() const { return open_.load() + open_of_steps_.load(); }
    const std::vector<Property<M>>& properties() const { return properties_; }
    std::optional<Found> found(std::size_t property) const { return found_[property]; }

  private:
    void look_at_each(std::size_t property, const Expander<M>& expander,
                      const typename M::State& from, std::span<const Successor<M>> successors,
                      StateNumber number) {
        for (const auto& successor : successors) {
            const auto& action = expander.action(successor.action);
            if (properties_[property].holds_of_step(expander.model(), from, action,
                                                    successor.state))
                continue;
            return settle(property, {number, successor.action}, open_of_steps_);
        }
    }

    void settle(std::size_t property, const Found& found, std::atomic<std::size_t>& open) {
        const std::lock_guard lock(mutex_);
        if (settled_[property].exchange(true)) return;
        found_[property] = found;
        --open;
    }

    std::vector<Property<M>> properties_;
    std::vector<std::optional<Found>> found_;
    std::unique_ptr<std::atomic<bool>[]> settled_;
    std::atomic<std::size_t> open_ = 0;           // of states
    std::atomic<std::size_t> open_of_steps_ = 0;  // of steps
    std::mutex mutex_;
};

}  // namespace ordeal::checker
