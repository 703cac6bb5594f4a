// Checks a model: one call for every strategy.
//
//     const auto report = checker::check(Clock{}, {.threads = 4, .max_depth = 20});
//     if (report.verdict == core::Verdict::invalid) ...
#pragma once

#include <cmath>

#include "checker/reduction/partial_order_check.hpp"
#include "checker/reduction/reduced_check.hpp"
#include "checker/search/breadth_first.hpp"
#include "checker/search/breadth_first_on_disk.hpp"
#include "checker/search/depth_first.hpp"
#include "checker/search/determinism.hpp"
#include "checker/search/iterative_deepening.hpp"
#include "checker/search/liveness.hpp"
#include "checker/search/replay.hpp"
#include "checker/search/simulation.hpp"
#include "checker/search/witness.hpp"
#include "core/check.hpp"

namespace ordeal::checker {

namespace detail {

/// One check: the search, then what whole paths decide, then the report.
template <Model M>
class Check {
  public:
    Check(const M& model, const SearchOptions& options)
        : model_(model), options_(options), limits_(options), properties_(model.properties()) {
        for (const auto& property : properties_)
            report_.properties.push_back({property.kind, property.name, {}, {}});
    }

    Report<M> run() {
        trouble_ = refusal_of_store(options_);
        if (trouble_.empty() && looks_deterministic()) run_strategy();
        look_for_trouble();
        report_.verdict = verdict_of(report_.properties, exhausted_);
        if (!trouble_.empty()) report_.verdict = core::Verdict::unknown;
        report_.stopped = trouble_.empty() ? limits_.reason() : trouble_;
        report_.exhausted = exhausted_;
        report_.seconds = limits_.seconds();
        return std::move(report_);
    }

  private:
    void run_strategy() {
        if (options_.strategy == Strategy::simulation)
            simulate();
        else
            search();
    }

    void search() {
        const bool fingerprints = options_.strategy == Strategy::iterative_deepening ||
                                  options_.memory == Memory::fingerprint;
        if (!options_.disk.directory.empty())
            search_on_disk();
        else if (options_.strategy == Strategy::iterative_deepening)
            search_by<IterativeDeepening<M>>();
        else if (fingerprints)
            search_with<FingerprintSet<M>>();
        else
            search_with<ExactSet<M>>();
        if (std::ranges::any_of(properties_, [](const auto& p) { return is_of_paths(p.kind); }))
            look_at_paths();
        if (fingerprints) estimate_collisions();
    }

    void search_on_disk() {
        if constexpr (StoresStates<M>)
            search_by<BreadthFirstOnDisk<M>>();
        else
            trouble_ =
                "a search on disk was asked for, but the model does not say how its states are "
                "written down: it needs pack() and unpack(), or states without padding and "
                "pointers";
    }

    template <typename Set>
    void search_with() {
        if (options_.strategy == Strategy::breadth_first)
            search_by<BreadthFirst<M, Set>>();
        else
            search_by<DepthFirst<M, Set>>();
    }

    template <typename Search>
    void search_by() {
        Discoveries<M> discoveries(model_);
        Search search(model_, options_, limits_, discoveries);
        search.run();
        report_.generated = search.generated();
        report_.unique = search.unique();
        report_.max_depth = search.depth();
        report_.visited_bytes = search.visited_bytes();
        report_.frontier_bytes = search.frontier_bytes();
        exhausted_ = search.exhausted();
        if constexpr (requires { search.disk_bytes(); }) report_.disk_bytes = search.disk_bytes();
        if constexpr (requires { search.keeper(); }) {
            report_.checkpoints = search.keeper().written();
            report_.checkpoint_error = search.keeper().error();
        }
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (is_of_paths(properties_[i].kind)) continue;
            const auto found = discoveries.found(i);
            if (found) report_path(i, way_to(search, *found));
            decide(i, exhausted_);
        }
    }

    /// A search of its own, within the limits, and the time that is left.
    void look_at_paths() {
        if (options_.fairness == Fairness::weak && !HasFairness<M>) {
            trouble_ =
                "fairness was asked for, but the model does not say (by fairness_class) to "
                "which actions it is due";
            return;
        }
        SearchOptions options = options_;
        if (options.timeout)
            *options.timeout -=
                std::chrono::nanoseconds(std::int64_t(limits_.seconds_here() * 1e9));
        Limits limits(options);
        Liveness<M> liveness(model_, options, limits);
        liveness.explore();
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (!is_of_paths(properties_[i].kind)) continue;
            if (const auto lasso = liveness.refutation(i))
                report_path(i, lasso->places, lasso->loop);
            decide(i, liveness.complete());
        }
        if (!liveness.complete()) limits_.stop(limits.stopped() ? limits.reason() : liveness.cut());
    }

    void decide(std::size_t property, bool looked_everywhere) {
        auto& report = report_.properties[property];
        if (!trouble_.empty()) return;
        report.verdict = verdict_of(report.kind, report.path.has_value(), looked_everywhere);
    }

    template <typename Search>
    static std::vector<std::uint32_t> way_to(const Search& search, const Found& found) {
        std::vector<std::uint32_t> places;
        if (found.action) places.push_back(*found.action);
        StateNumber number = found.state;
        while (number.place != Link::none) {
            const Link link = search.link(number);
            places.push_back(link.action);
            number = link.parent;
        }
        return {places.rbegin(), places.rend()};
    }

    void simulate() {
        Simulation<M> simulation(model_, options_, limits_);
        simulation.run();
        report_.generated = simulation.generated();
        report_.max_depth = simulation.depth();
        for (std::size_t i = 0; i < properties_.size(); ++i)
            if (const auto& lasso = simulation.found(i)) report_path(i, lasso->places, lasso->loop);
        for (std::size_t i = 0; i < properties_.size(); ++i)
            decide(i, false);
    }

    void report_path(std::size_t property, const std::vector<std::uint32_t>& places,
                     std::optional<std::size_t> loop = {}) {
        auto path = replay(model_, places);
        if (path) path->loop = loop;
        if (path && settles(model_, properties_[property], *path, options_.fairness)) {
            report_.properties[property].path = *std::move(path);
            return;
        }
        const std::string difference = Determinism<M>(model_).along(places);
        if (!difference.empty())
            trouble_ = "the model is not deterministic: " + difference;
        else if (!path)
            trouble_ = path.error().message;
        else
            trouble_ = fmt::format(
                "the model is not deterministic: a path for \"{}\" shows, when "
                "repeated, something else",
                properties_[property].name);
    }

    /// False: the model is not worth a search.
    bool looks_deterministic() {
        if (KnowsTrouble<M> || !options_.check_determinism) return true;
        const auto difference = Determinism<M>(model_).sample([this] { return limits_.look(); });
        if (!difference.empty()) trouble_ = "the model is not deterministic: " + difference;
        return trouble_.empty();
    }

    /// What is built on a model that is in trouble says nothing.
    void look_for_trouble() {
        if constexpr (KnowsTrouble<M>)
            if (std::string trouble = model_.trouble(); !trouble.empty())
                trouble_ = std::move(trouble);
        if (trouble_.empty()) return;
        exhausted_ = false;
        for (auto& property : report_.properties) {
            property.path.reset();
            property.verdict = core::Verdict::unknown;
        }
    }

    /// The probability that n random 64-bit numbers are not all different.
    void estimate_collisions() {
        const auto n = static_cast<double>(report_.unique);
        report_.collision_probability = -std::expm1(-n * (n - 1) / std::pow(2.0, 65));
    }

    const M& model_;
    const SearchOptions& options_;
    Limits limits_;
    std::vector<Property<M>> properties_;
    Report<M> report_;
    bool exhausted_ = false;
    std::string trouble_;
};

}  // namespace detail

/// A check without reductions, which of actor models takes a third of the time to compile.
/// Requires: none is asked for (checked).
template <typename M>
Report<M> whole_check(const M& model, const SearchOptions& options = {}) {
    explain_model<M>();
    CHECK(!options.partial_order && !options.symmetry, "a whole check was asked for a reduction");
    return detail::Check<M>(model, options).run();
}

/// Guarantees: with breadth first (and explore_all, or no limit hit) the same counts, verdicts and
/// lengths of paths for any number of threads.
template <typename M>
Report<M> check(const M& model, const SearchOptions& options = {}) {
    explain_model<M>();
    if (options.partial_order)
        return detail::partial_order_check(model, options, [](const auto& reduced, const auto& o) {
            return detail::Check<std::decay_t<decltype(reduced)>>(reduced, o).run();
        });
    if (options.symmetry)
        return detail::reduced_check(model, options, [&options](const auto& reduced) {
            return detail::Check<std::decay_t<decltype(reduced)>>(reduced, options).run();
        });
    return whole_check(model, options);
}

}  // namespace ordeal::checker
