// Which search answers for a problem.
//
// The forward one, in the narrowest form that holds all calls under way; the classic one for what
// is wider than that. The forward search is tried narrow first: its witness, if it finds one, is
// as good as any. Where it stops at the return of x, it has seen a linearization of everything
// before that return; so if x is *refuted*, x is the first return that nothing explains, and no
// other configuration need be looked at. Only if neither succeeds the search is widened. With many
// crashed calls there are very many configurations, and this decides mostly without them.
//
// There are two ways to refute x: the last few calls up to x cannot be linearized even with
// everything earlier forgotten (minimise.hpp), or what came up to x cannot be even if most values
// look alike (blur.hpp). The second needs no luck with how many calls lie between x and what it
// contradicts; the first also tells which states were possible.
#pragma once

#include "linearizability/search/blur.hpp"
#include "linearizability/search/depth_first.hpp"
#include "linearizability/search/forward.hpp"
#include "linearizability/search/minimise.hpp"

namespace ordeal::linearizability {

template <Specification S, std::size_t Words>
class Decide {
  public:
    /// `narrow`: how many configurations the first search may keep.
    Decide(S& spec, const Problem<S>& problem, Limits& limits, std::size_t narrow = 8)
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
    static constexpr std::size_t few_kept = 8;

    static std::size_t wider(std::size_t width) {
        if (width < 64) return 64;
        return width > (1u << 16) ? SIZE_MAX : 32 * width;
    }

    /// An attempt may take as long as the searches did so far, so that it cannot cost much more
    /// than it may save. Short ones are made first; and after the narrowest search only short ones
    /// of those by recent calls, as a wider search mostly costs less than they would.
    bool refute(Answer& answer, std::size_t widest) {
        if (mutated(Mutant::refute_off)) return false;
        if (mutated(Mutant::refute_always)) {
            answer.verdict = core::Verdict::invalid;
            return true;
        }
        const Holding whole(limits_, problem_.bytes());
        const std::uint64_t full = 2'000 + 4 * answer.explored;
        return refute_by_recent(answer, 500, few_kept) || refute_by_blur(answer, full) ||
               refute_by_recent(answer, widest == narrow_ ? 2'000 : full, most_kept);
    }

    bool refute_by_recent(Answer& answer, std::uint64_t steps, std::size_t most) {
        const auto search = [&](const Problem<S>& problem) {
            Limits limits = limits_.with_steps(steps);
            return Forward<S, Words>(spec_, problem, limits).run();
        };
        Minimiser<S> minimiser(spec_, problem_, answer.broken, search);
        const auto give_up = [this] { return limits_.look(bytes_of(spec_)); };
        if (!minimiser.broken_by_recent(give_up, most)) return false;
        answer.verdict = core::Verdict::invalid;
        answer.all_possible = minimiser.all_possible() && answer.possible == minimiser.possible();
        return true;
    }

    bool refute_by_blur(Answer& answer, std::uint64_t steps) {
        if constexpr (Blurrable<S>) {
            if (mutated(Mutant::blur_off)) return false;
            BlurredRefutation<S, Words> refutation(spec_, problem_, answer.broken);
            if (!refutation.run(limits_, steps)) return false;
            answer.verdict = core::Verdict::invalid;
            answer.all_possible = false;
            return true;
        }
        return false;
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
