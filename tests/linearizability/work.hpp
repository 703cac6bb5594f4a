// How much a search may do for histories that are hard without its reductions: bounds a little
// above what it takes, so that a reduction that is lost is noticed though all verdicts stay right.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "core/check.hpp"
#include "core/history/operation.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/search/decide.hpp"
#include "linearizability/search/online.hpp"
#include "linearizability/specifications/register.hpp"

namespace ordeal::testing {

enum class Search : std::uint8_t { forward, narrow_first, online };

struct Work {
    const char* name;
    linearizability::GenerateOptions options;  // of a cas-register
    Search search;
    std::uint64_t most;  // configurations
};

inline std::vector<Work> hard_work() {
    using linearizability::Violation;
    return {{"busy", {.operations = 300, .processes = 8, .values = 3}, Search::forward, 760},
            {"all different",
             {.operations = 300, .processes = 12, .values = 0},
             Search::forward,
             1'310},
            {"crashed",
             {.operations = 150, .crashed = 12, .violation = Violation::end},
             Search::forward,
             575},
            {"crashed, all different",
             {.operations = 150, .values = 0, .crashed = 25},
             Search::forward,
             390},
            {"narrow first",
             {.operations = 200, .crashed = 40, .violation = Violation::end},
             Search::narrow_first,
             1'600},
            {"stale, crashed",
             {.operations = 1'000,
              .crashed = 40,
              .violation = Violation::end,
              .violation_kind = "stale"},
             Search::narrow_first,
             8'200},
            {"lost, half crashed",
             {.operations = 1'000,
              .crashed = 500,
              .violation = Violation::middle,
              .violation_kind = "lost"},
             Search::narrow_first,
             9'000},
            {"heard", {.operations = 100, .processes = 6, .values = 3}, Search::online, 500},
            {"heard, crashed",
             {.operations = 100, .processes = 4, .values = 3, .crashed = 6},
             Search::online,
             310}};
}

/// Of one who hears the operations event by event; 64 under way at most.
inline std::uint64_t explored_online(const std::vector<core::Operation>& operations,
                                     linearizability::Limits& limits) {
    using namespace linearizability;
    Register spec(nullptr, FailedCas::dropped);
    OnlineSearch<Register, 1> search(spec);
    auto frontier = search.start();
    std::map<std::size_t, std::size_t> moments;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        moments[operations[i].invoked] = i;
        if (operations[i].completed) moments[*operations[i].completed] = i;
    }
    std::vector<std::uint32_t> slots(operations.size());
    for (const auto& [moment, i] : moments) {
        core::Operation operation = operations[i];
        if (moment != operation.invoked) {
            if (operation.outcome == core::EventType::info)
                search.crash(frontier, slots[i]);
            else if (!search.complete(frontier, slots[i], operation, limits))
                break;
            continue;
        }
        slots[i] = frontier.taken.first_gap();
        operation.outcome = core::EventType::info;
        operation.result = nullptr;
        search.invoke(frontier, slots[i], search.kind(operation));
    }
    return frontier.configs.empty() || search.stopped() ? UINT64_MAX : search.explored();
}

/// The configurations it took, or many if it was not right.
inline std::uint64_t explored(const Work& work) {
    using namespace linearizability;
    constexpr std::uint64_t many = 30'000;
    const auto operations = core::pair_operations(*generate_history(work.options));
    Limits limits = Limits().with_steps(many);
    if (work.search == Search::online) return std::min(many, explored_online(*operations, limits));
    Register spec(nullptr, FailedCas::dropped);
    Problem<Register> problem;
    std::vector<Span> spans;
    for (const auto& operation : *operations) {
        const auto call = spec.compile(operation);
        if (!call) continue;
        problem.calls.push_back(*call);
        spans.push_back({operation.invoked, {}});
        if (operation.outcome != core::EventType::info) spans.back().returned = operation.completed;
    }
    problem.schedule = make_schedule(spans);
    const Answer answer = work.search == Search::narrow_first
                              ? Decide<Register, 1>(spec, problem, limits).run()
                              : Forward<Register, 1>(spec, problem, limits).run();
    const auto right =
        work.options.violation == Violation::none ? core::Verdict::valid : core::Verdict::invalid;
    return answer.verdict == right ? answer.explored : many;
}

}  // namespace ordeal::testing
