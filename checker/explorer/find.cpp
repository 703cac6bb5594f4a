#include "checker/explorer/find.hpp"

#include <algorithm>

#include "core/random.hpp"

namespace ordeal::checker {

namespace {

/// How a state was first come to, by its number.
struct Step {
    std::uint32_t from = Walker::nowhere;
    std::uint32_t place = 0;
    std::uint32_t depth = 0;
};

Places way_to(const std::vector<Step>& steps, std::uint32_t state) {
    Places way;
    for (; steps[state].from != Walker::nowhere; state = steps[state].from)
        way.push_back(steps[state].place);
    return {way.rbegin(), way.rend()};
}

}  // namespace

core::Result<Nearest> find_nearest(Walker& walker, const Places& from, const Goal& goal,
                                   std::size_t most_states, const std::atomic<bool>& cancelled,
                                   FindProgress& progress) {
    const auto begin = walker.at(from);
    if (!begin) return tl::unexpected(begin.error());
    // Numbers are given in the order in which states are seen, so they are the queue.
    std::vector<Step> steps(walker.size());
    for (std::uint32_t state = *begin; state < steps.size(); ++state) {
        if (cancelled) return Nearest{{}, "it was stopped"};
        if (steps.size() >= most_states) return Nearest{{}, "the limit on states"};
        const auto& next = walker.next(state);
        progress.depth = steps[state].depth + 1;
        for (std::uint32_t place = 0; place < next.size(); ++place) {
            if (next[place] == Walker::nowhere || next[place] < steps.size()) continue;
            steps.push_back({state, place, steps[state].depth + 1});
            progress.seen = steps.size();
            if (goal(walker, next[place])) return Nearest{way_to(steps, next[place]), ""};
        }
    }
    return Nearest{};
}

core::Result<RandomWalk> walk_randomly(Walker& walker, const Places& from, const Goal& goal,
                                       std::size_t most_steps, std::uint64_t seed) {
    auto here = walker.at(from);
    if (!here) return tl::unexpected(here.error());
    core::Random random(seed);
    RandomWalk walk;
    while (walk.way.size() < most_steps) {
        const auto& next = walker.next(*here);
        Places open;
        for (std::uint32_t place = 0; place < next.size(); ++place)
            if (next[place] != Walker::nowhere) open.push_back(place);
        if (open.empty()) {
            walk.stopped = "end";
            return walk;
        }
        const std::uint32_t place = open[random.below(open.size())];
        walk.way.push_back(place);
        here = next[place];
        if (goal(walker, *here)) {
            walk.stopped = "goal";
            return walk;
        }
    }
    walk.stopped = "steps";
    return walk;
}

}  // namespace ordeal::checker
