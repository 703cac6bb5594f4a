// Which states settle which property. The first state counts: later ones, which are deeper in a
// breadth-first search, change nothing.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "checker/search/links.hpp"
#include "checker/search/report.hpp"

namespace ordeal::checker {

template <Model M>
class Discoveries {
  public:
    explicit Discoveries(const M& model)
        : properties_(model.properties()),
          found_(properties_.size()),
          settled_(std::make_unique<std::atomic<bool>[]>(properties_.size())) {
        for (const auto& property : properties_)
            open_ += property.kind == Kind::eventually ? 0 : 1;
    }

    /// To be called for each unique state, from any thread.
    void look(const M& model, const typename M::State& state, StateNumber number) {
        if (open_.load(std::memory_order_relaxed) == 0) return;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const Property<M>& property = properties_[i];
            if (property.kind == Kind::eventually) continue;
            if (settled_[i].load(std::memory_order_relaxed)) continue;
            if (property.holds(model, state) != (property.kind == Kind::sometimes)) continue;
            const std::lock_guard lock(mutex_);
            if (settled_[i].exchange(true)) continue;
            found_[i] = number;
            --open_;
        }
    }

    /// Whether nothing is left to be learned from further states. A model without properties is
    /// explored.
    bool all_settled() const {
        if (open_.load() > 0) return false;
        for (const auto& property : properties_)
            if (property.kind != Kind::eventually) return true;
        return false;
    }
    const std::vector<Property<M>>& properties() const { return properties_; }
    std::optional<StateNumber> found(std::size_t property) const { return found_[property]; }

  private:
    std::vector<Property<M>> properties_;
    std::vector<std::optional<StateNumber>> found_;
    std::unique_ptr<std::atomic<bool>[]> settled_;
    std::atomic<std::size_t> open_ = 0;
    std::mutex mutex_;
};

}  // namespace ordeal::checker
