// A model without its types, in words and numbers: what commands and the explorer need of it. To
// search it is one call, so nothing of this is in a search's way.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/report/text.hpp"
#include "checker/search/check.hpp"
#include "checker/search/on_demand.hpp"
#include "checker/search/walker.hpp"

namespace ordeal::checker {

struct PropertyName {
    Kind kind = Kind::always;
    std::string name;
};

class AnyModel {
  public:
    virtual ~AnyModel() = default;

    virtual ReportText check(const SearchOptions& options) = 0;
    /// The state that a path leads to, as OnDemand::at: `places` are those of the initial state
    /// among the initial states and then of each action among those of the state before. Error: no
    /// such path. May be called from several threads, also while check() runs.
    virtual core::Result<StateView> at(const std::vector<std::uint32_t>& places,
                                       const ViewOptions& options = {}) = 0;
    /// One that nobody else uses.
    virtual std::unique_ptr<Walker> walker() const = 0;
    virtual std::vector<PropertyName> properties() const = 0;
};

namespace detail {

template <Model M>
class ErasedModel final : public AnyModel {
  public:
    explicit ErasedModel(M model) : model_(std::move(model)), on_demand_(model_) {}

    ReportText check(const SearchOptions& options) override {
        const M model = model_;  // a search changes what its model remembers
        return in_words(model, checker::check(model, options));
    }
    core::Result<StateView> at(const std::vector<std::uint32_t>& places,
                               const ViewOptions& options) override {
        return on_demand_.at(places, options);
    }
    std::unique_ptr<Walker> walker() const override {
        return std::make_unique<WalkerOf<M>>(model_);
    }
    std::vector<PropertyName> properties() const override {
        std::vector<PropertyName> out;
        for (const auto& property : model_.properties())
            out.push_back({property.kind, property.name});
        return out;
    }

  private:
    M model_;
    OnDemand<M> on_demand_;
};

}  // namespace detail

template <Model M>
std::unique_ptr<AnyModel> erase(M model) {
    return std::make_unique<detail::ErasedModel<M>>(std::move(model));
}

}  // namespace ordeal::checker
