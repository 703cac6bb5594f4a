// A check with partial order reduction: rounds of searches, each with what the ones before have
// learned of what may come, until one learns nothing more. That one counts; a counterexample of an
// earlier one counts as well, since every path of a reduced model is one of the whole.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/reduction/refused.hpp"
#include "checker/search/determinism.hpp"
#include "checker/search/options.hpp"
#include "checker/search/witness.hpp"
#include "core/random.hpp"

namespace ordeal::checker {

/// A model that says how it is reduced: `PartialOrdered` is the type of the reduced one.
template <typename M>
concept OffersPartialOrder = requires { typename M::PartialOrdered; };

namespace detail {

/// Why partial order reduction cannot be used; empty: it can.
template <Model M>
std::string refusal_of_partial_order(const M& model, const SearchOptions& options) {
    const std::string begin = "partial order reduction was asked for, but ";
    if (options.strategy == Strategy::simulation) return begin + "random walks have no use for it";
    if (options.symmetry) return begin + "it cannot be used together with symmetry";
    if constexpr (OffersPartialOrder<M>) {
        if (model.is_bounded()) return begin + "the model has a boundary, which looks at all";
        if (model.observes()) return begin + "the model observes the order of steps";
        for (const auto& property : model.properties()) {
            if (!is_of_states(property.kind))
                return begin + "\"" + property.name + "\" speaks of more than states";
            if (!property.stable && !property.participants)
                return begin + "\"" + property.name +
                       "\" does not say that it is stable, or which participants it looks at";
        }
        return "";
    } else {
        return begin + "the model is none of actors";
    }
}

/// Walks in the model along a path of the reduced one: by the same deliveries, and on ordered
/// networks those of the messages before them, which do nothing.
template <Model M>
std::optional<Path<M>> whole_path(const M& model, const Path<typename M::PartialOrdered>& path) {
    Path<M> out{model.initial_states()[0], {}, {}};
    std::vector<typename M::Action> actions;
    for (const auto& step : path.steps) {
        for (bool taken = false; !taken;) {
            actions.clear();
            model.actions(out.last(), actions);
            const auto action = model.towards(out.last(), actions, step.action);
            if (!action) return std::nullopt;
            taken = *action == step.action;
            Step<M> next{*action, out.last()};
            if (!model.apply(next.state, next.action)) return std::nullopt;
            out.steps.push_back(std::move(next));
        }
    }
    return out;
}

template <Model M>
class PartialOrderCheck {
  public:
    using Reduced = typename M::PartialOrdered;
    using Notes = typename Reduced::Notes;

    PartialOrderCheck(const M& model, const SearchOptions& options)
        : model_(model), options_(options) {}

    template <typename Check>
    Report<M> run(const Check& check) {
        if (options_.check_determinism)
            if (const auto difference = Determinism<M>(model_).sample(); !difference.empty())
                return refused(model_, "the model is not deterministic: " + difference);
        scout();
        double seconds = 0;
        for (std::uint64_t round = 1;; ++round) {
            const std::size_t known = notes_->facts.size();
            notes_->reduced = 0;
            notes_->saved = 0;
            const Reduced reduced(model_, notes_);
            SearchOptions options = options_;
            options.check_determinism = false;
            if (options.timeout)
                *options.timeout -= std::chrono::nanoseconds(std::int64_t(seconds * 1e9));
            Report<Reduced> report = check(reduced, options);
            report.seconds = seconds += report.seconds;
            report.reductions.rounds = round;
            if (!report.exhausted || notes_->facts.size() == known) return translate(report);
        }
    }

  private:
    static constexpr std::uint64_t walks = 100;

    /// Random walks are cheap, rounds are not. Walks through what is left show what is followed to
    /// find that something commutes; they are repeated while they show much.
    void scout() const {
        Reduced(model_, notes_).scout(walks, 100 * walks);
        for (std::size_t known = 0; notes_->facts.size() > known + known / 20;) {
            known = notes_->facts.size();
            Reduced(model_, notes_).scout_reduced(walks);
        }
    }

    Report<M> translate(const Report<Reduced>& from) {
        Report<M> to;
        static_cast<Numbers&>(to) = from;
        to.reductions.reduced = notes_->reduced;
        to.reductions.saved = notes_->saved;
        const auto properties = model_.properties();
        for (std::size_t i = 0; i < properties.size(); ++i) {
            to.properties.push_back(
                {properties[i].kind, properties[i].name, {}, from.properties[i].verdict});
            if (!from.properties[i].path) continue;
            auto path = whole_path(model_, *from.properties[i].path);
            if (path && settles(model_, properties[i], *path)) {
                to.properties[i].path = std::move(path);
                continue;
            }
            to.properties[i].verdict = to.verdict = core::Verdict::unknown;
            to.stopped = "partial order reduction: a path for \"" + properties[i].name +
                         "\" shows something else in the whole model";
        }
        return to;
    }

    const M& model_;
    const SearchOptions& options_;
    std::shared_ptr<Notes> notes_ = std::make_shared<Notes>();
};

/// `check(model, options)` is the unreduced check, for any model.
template <Model M, typename Check>
Report<M> partial_order_check(const M& model, const SearchOptions& options, const Check& check) {
    std::string refusal = refusal_of_partial_order(model, options);
    if constexpr (OffersPartialOrder<M>)
        if (refusal.empty()) return PartialOrderCheck<M>(model, options).run(check);
    return refused(model, std::move(refusal));
}

}  // namespace detail

}  // namespace ordeal::checker
