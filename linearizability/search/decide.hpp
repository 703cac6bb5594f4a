// Which search answers for a problem: the forward one, in the narrowest form that holds all calls
// under way, or the classic one for what is wider than that.
#pragma once

#include "linearizability/search/depth_first.hpp"
#include "linearizability/search/forward.hpp"

namespace ordeal::linearizability {

template <Specification S>
Answer decide(S& spec, const Problem<S>& problem, Limits& limits) {
    const std::uint32_t width = problem.schedule.width();
    if (width <= 64) return Forward<S, 1>(spec, problem, limits).run();
    if (width <= 512) return Forward<S, 8>(spec, problem, limits).run();
    return DepthFirst<S>(spec, problem, limits).run();
}

}  // namespace ordeal::linearizability
