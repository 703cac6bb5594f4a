// How much a search may do for histories that are hard without its reductions: bounds a little
// above what it takes, so that a reduction that is lost is noticed though all verdicts stay right.
#pragma once

#include <algorithm>
#include <vector>

#include "core/check.hpp"
#include "core/history/operation.hpp"
#include "linearizability/generate_history.hpp"
#include "linearizability/search/decide.hpp"
#include "linearizability/specifications/register.hpp"

namespace ordeal::testing {

struct Work {
    const char* name;
    linearizability::GenerateOptions options;  // of a cas-register
    bool narrow_first;                         // as the judge does it, else the forward search
    std::uint64_t most;                        // configurations
};

inline std::vector<Work> hard_work() {
    using linearizability::Violation;
    return {
        {"busy", {.operations = 300, .processes = 8, .values = 3}, false, 760},
        {"all different", {.operations = 300, .processes = 12, .values = 0}, false, 1'310},
        {"crashed", {.operations = 150, .crashed = 12, .violation = Violation::end}, false, 575},
        {"crashed, all different", {.operations = 150, .values = 0, .crashed = 25}, false, 390},
        {"narrow first",
         {.operations = 200, .crashed = 40, .violation = Violation::end},
         true,
         3'300}};
}

/// The configurations it took, or many if it was not right.
inline std::uint64_t explored(const Work& work) {
    using namespace linearizability;
    constexpr std::uint64_t many = 200'000;
    const auto operations = core::pair_operations(*generate_history(work.options));
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
    Limits limits = Limits().with_steps(many);
    const Answer answer = work.narrow_first ? Decide<Register, 1>(spec, problem, limits).run()
                                            : Forward<Register, 1>(spec, problem, limits).run();
    const auto right =
        work.options.violation == Violation::none ? core::Verdict::valid : core::Verdict::invalid;
    return answer.verdict == right ? answer.explored : many;
}

}  // namespace ordeal::testing
