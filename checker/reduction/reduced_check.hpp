// A check with reductions: fewer states, the same verdicts. What is not sound for a model or for
// one of its properties is refused in words: the verdict is unknown then, never a guess.
#pragma once

#include <string>
#include <utility>

#include "checker/reduction/lift.hpp"
#include "checker/reduction/refused.hpp"
#include "checker/search/options.hpp"
#include "checker/search/witness.hpp"

namespace ordeal::checker::detail {

/// Why symmetry cannot be used; empty: it can.
template <Model M>
std::string refusal_of_symmetry(const M& model, const SearchOptions& options) {
    if (options.strategy == Strategy::simulation)
        return "symmetry was asked for, but random walks have no use for it";
    if (options.fairness != Fairness::none)
        return "symmetry was asked for, and fairness, which tells apart what symmetry exchanges";
    for (const auto& property : model.properties())
        if (property.kind == Kind::always_step)
            return "symmetry was asked for, but \"" + property.name +
                   "\" speaks of steps, whose parts have changed places";
    if constexpr (!OffersSymmetry<M>) {
        return "symmetry was asked for, but the model does not say which of its parts are "
               "interchangeable";
    } else {
        if (!Canonical<M>(model).any())
            return "symmetry was asked for, but no two parts of the model are interchangeable";
        return "";
    }
}

/// Turns what a search of the reduced model reports into a report on the model.
template <Model M>
class Translate {
  public:
    explicit Translate(const Quotient<M>& quotient) : quotient_(quotient) {}

    Report<M> operator()(const Report<Quotient<M>>& from) {
        Report<M> to;
        static_cast<Numbers&>(to) = from;
        const auto properties = quotient_.model().properties();
        for (std::size_t i = 0; i < properties.size(); ++i) {
            to.properties.push_back({properties[i].kind, properties[i].name, {}, {}});
            const auto& path = from.properties[i].path;
            if (path) to.properties[i].path = lifted(properties[i], *path);
            if (trouble_.empty()) to.properties[i].verdict = from.properties[i].verdict;
        }
        to.reductions.merged = quotient_.notes().merged;
        if (trouble_.empty()) trouble_ = quotient_.notes().trouble;
        if (trouble_.empty()) return to;
        to.verdict = core::Verdict::unknown;
        to.stopped = trouble_;
        return to;
    }

  private:
    std::optional<Path<M>> lifted(const Property<M>& property, const Path<Quotient<M>>& path) {
        auto out = Lift<M>(quotient_)(path);
        if (!out)
            trouble_ =
                "symmetry: a path could not be repeated in the model, so its parts are not "
                "interchangeable";
        else if (!settles(quotient_.model(), property, *out))
            trouble_ = "symmetry: the property \"" + property.name +
                       "\" tells states apart that differ only by an exchange of parts";
        else
            return out;
        return std::nullopt;
    }

    const Quotient<M>& quotient_;
    std::string trouble_;
};

/// `check` is the unreduced check, for any model.
template <Model M, typename Check>
Report<M> reduced_check(const M& model, const SearchOptions& options, const Check& check) {
    if (std::string refusal = refusal_of_symmetry(model, options); !refusal.empty())
        return refused(model, std::move(refusal));
    if constexpr (OffersSymmetry<M>) {
        const Quotient<M> quotient(model);
        return Translate<M>(quotient)(check(quotient));
    } else {
        return refused(model, "");
    }
}

}  // namespace ordeal::checker::detail
