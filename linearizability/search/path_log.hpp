// How the configurations of a search came about: a tree of steps, from which a linearization can
// be read at the end. Steps that no configuration descends from any more are forgotten now and
// then, so the log is about as long as the history plus what the search is doing at the moment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "linearizability/search/bytes.hpp"
#include "linearizability/search/schedule.hpp"

namespace ordeal::linearizability {

class PathLog {
  public:
    static constexpr std::uint32_t root = UINT32_MAX;

    struct Step {
        std::uint32_t parent = root;
        std::uint32_t call : 31 = 0;
        std::uint32_t absorbed : 1 = 0;  // it stands just before an earlier step, not here
        std::uint32_t event = 0;         // during which event it was taken
        std::uint32_t state = 0;         // after it
    };

    std::uint32_t add(const Step& step) {
        steps_.push_back(step);
        return static_cast<std::uint32_t>(steps_.size() - 1);
    }

    bool is_long() const { return steps_.size() >= limit_; }

    /// Forgets all steps that none of the ends descends from, and gives the ends their new places.
    /// `ends` calls its argument for each end, as a reference.
    template <typename Ends>
    void compact(Ends&& ends) {
        most_ = std::max(most_, steps_.size());
        std::vector<bool> marked(steps_.size());
        ends([&](const std::uint32_t& end) {
            for (std::uint32_t at = end; at != root && !marked[at]; at = steps_[at].parent)
                marked[at] = true;
        });
        std::vector<std::uint32_t> place(steps_.size());
        std::uint32_t kept = 0;
        for (std::uint32_t at = 0; at < steps_.size(); ++at) {
            if (!marked[at]) continue;
            place[at] = kept;
            Step step = steps_[at];
            if (step.parent != root) step.parent = place[step.parent];
            steps_[kept++] = step;
        }
        steps_.resize(kept);
        ends([&](std::uint32_t& end) { end = end == root ? root : place[end]; });
        limit_ = 2 * kept + smallest;
    }

    /// From the first step to `end`.
    std::vector<Step> path_to(std::uint32_t end) const {
        std::vector<Step> path;
        for (std::uint32_t at = end; at != root; at = steps_[at].parent)
            path.push_back(steps_[at]);
        return {path.rbegin(), path.rend()};
    }

    /// With what compacting needs.
    std::size_t bytes() const {
        return bytes_soon(steps_, most_) + sizeof(std::uint32_t) * steps_.size() +
               steps_.size() / 8;
    }

  private:
    static constexpr std::size_t smallest = 1 << 14;

    std::vector<Step> steps_;  // a parent stands before its children
    std::size_t limit_ = smallest;
    std::size_t most_ = 0;  // steps before they were compacted
};

}  // namespace ordeal::linearizability
