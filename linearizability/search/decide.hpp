// Which search answers for a problem.
//
// The forward one, in the narrowest form that holds all calls under way; the classic one for what
// is wider than that. The forward search is tried narrow first: its witness, if it finds one, is
// as good as any. Where it stops at the return of x, it has seen a linearization of everything
// before that return; so if x is *refuted* (the last few calls up to x cannot be linearized even
// with everything earlier forgotten; see minimise.hpp), x is the first return that nothing
// explains, and no other configuration need be looked at. Only if neither succeeds the search is
// widened. With many crashed calls there are very many configurations, and this decides mostly
// without them.
#pragma once

#include "linearizability/search/depth_first.hpp"
#include "linearizability/search/forward.hpp"
#include "linearizability/search/minimise.hpp"

namespace ordeal::linearizability {

template <Specification S, std::size_t Words>
class Decide {
  public:
    /// `narrow`: how many configurations the first search may keep.
    Decide(S& spec, const Problem<S>& problem, Limits& limits, std::size_t narrow = 64)
        : spec_(spec), problem_(problem), limits_(limits), narrow_(narrow) {}

    Answer run() {
        std::uint64_t explored = 0;
        for (std::size_t widest = narrow_;; widest = wider(widest)) {
            Answer answer = Forward<S, Words>(spec_, problem_, limits_, widest).run();
            answer.explored += explored;
            explored = answer.explored;
            const bool narrow = answer.verdict == core::Verdict::unknown && answer.broken != never;
            if (!narrow || refute(answer, widest)) return answer;
            CHECK(widest != SIZE_MAX, "a search of any width was too narrow");
        }
    }

  private:
    static constexpr std::size_t most_kept = 256;
    static constexpr std::size_t full_attempts = 4;

    static std::size_t wider(std::size_t width) {
        return width > (1u << 16) ? SIZE_MAX : 32 * width;
    }

    /// An attempt may take as long as the searches did so far, so that it cannot cost much more
    /// than it may save; but after the narrowest search only the first few may, with the fewest
    /// calls kept, as a wider search mostly costs less than the others.
    bool refute(Answer& answer, std::size_t widest) {
        const std::uint64_t full = 2'000 + 4 * answer.explored;
        std::size_t attempts = 0;
        const auto search = [&](const Problem<S>& problem) {
            const bool much = widest != narrow_ || ++attempts <= full_attempts;
            Limits limits = limits_.with_steps(much ? full : std::min(full, 32 * narrow_));
            return Forward<S, Words>(spec_, problem, limits).run();
        };
        Minimiser<S> minimiser(spec_, problem_, answer.broken, search);
        const auto give_up = [this] { return limits_.look(0); };
        if (mutated(Mutant::refute_off)) return false;
        if (!minimiser.broken_by_recent(give_up, most_kept) && !mutated(Mutant::refute_always))
            return false;
        answer.verdict = core::Verdict::invalid;
        answer.all_possible = answer.possible == minimiser.possible();
        return true;
    }

    S& spec_;
    const Problem<S>& problem_;
    Limits& limits_;
    std::size_t narrow_;
};

template <Specification S>
Answer decide(S& spec, const Problem<S>& problem, Limits& limits) {
    const std::uint32_t width = problem.schedule.width();
    if (width <= 64) return Decide<S, 1>(spec, problem, limits).run();
    if (width <= 512) return Decide<S, 8>(spec, problem, limits).run();
    return DepthFirst<S>(spec, problem, limits).run();
}

}  // namespace ordeal::linearizability
