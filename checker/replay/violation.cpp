#include "checker/replay/violation.hpp"

#include <chrono>

#include "linearizability/consistency/promise.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::checker {

using core::History;
using core::Result;
using core::Verdict;

namespace {

constexpr core::Nanoseconds patience = std::chrono::seconds(30);

linearizability::JudgeOptions options_of(const Specification& specification) {
    linearizability::JudgeOptions options;
    options.model = specification.model;
    options.initial = specification.initial;
    options.timeout = patience;
    options.minimise = false;
    if (const auto promise = linearizability::promise_named(specification.consistency))
        options.consistency = *promise;
    return options;
}

Result<Verdict> verdict_of_beginning(const History& history, std::size_t events,
                                     const Specification& specification) {
    return verdict_of({history.begin(), history.begin() + static_cast<std::ptrdiff_t>(events)},
                      specification);
}

Violation explained(const History& history, std::size_t event, const Specification& specification) {
    Violation violation{event, {}, {}, ""};
    const auto operations = core::pair_operations(
        {history.begin(), history.begin() + static_cast<std::ptrdiff_t>(event) + 1});
    auto options = options_of(specification);
    options.minimise = true;
    const auto judgement = linearizability::judge(*operations, options);
    for (const auto& partition : judgement->partitions) {
        if (!partition.counterexample) continue;
        violation.key = partition.key;
        violation.explanation = linearizability::explain(partition, *operations);
        for (const std::size_t id : partition.counterexample->concerned)
            violation.concerned.push_back((*operations)[id].invoked);
        break;
    }
    return violation;
}

}  // namespace

bool can_judge(const Specification& specification) {
    return !specification.model.empty() &&
           linearizability::promise_named(specification.consistency).has_value();
}

Result<Verdict> verdict_of(const History& history, const Specification& specification) {
    if (!can_judge(specification)) return Verdict::unknown;
    const auto operations = core::pair_operations(history);
    if (!operations) return tl::unexpected(operations.error());
    const auto judgement = linearizability::judge(*operations, options_of(specification));
    if (!judgement) return tl::unexpected(judgement.error());
    return judgement->verdict;
}

Result<std::optional<std::size_t>> first_broken_event(const History& history,
                                                      const Specification& specification) {
    const auto whole = verdict_of(history, specification);
    if (!whole) return tl::unexpected(whole.error());
    if (*whole != Verdict::invalid) return std::nullopt;
    std::size_t good = 0;  // so many events can be explained
    std::size_t bad = history.size();
    while (good + 1 < bad) {
        const std::size_t middle = good + (bad - good) / 2;
        const auto verdict = verdict_of_beginning(history, middle, specification);
        if (!verdict) return tl::unexpected(verdict.error());
        (*verdict == Verdict::invalid ? bad : good) = middle;
    }
    return bad - 1;
}

Result<std::optional<Violation>> first_violation(const History& history,
                                                 const Specification& specification) {
    const auto event = first_broken_event(history, specification);
    if (!event) return tl::unexpected(event.error());
    if (!*event) return std::nullopt;
    return explained(history, **event, specification);
}

}  // namespace ordeal::checker
