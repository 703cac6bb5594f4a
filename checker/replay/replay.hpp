// The whole of a recorded run, once more: the actors are taken along the steps of the recording,
// and at each step what they send, save, set and become is compared with what was recorded.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/cluster.hpp"
#include "checker/replay/follower.hpp"
#include "checker/replay/recording.hpp"

namespace ordeal::checker {

/// Fresh nodes, none of them started.
using MakeNodes = std::function<std::unique_ptr<actors::Cluster>()>;

/// Names of the properties of states that do not hold of the nodes as they are.
using Claims = std::function<std::vector<std::string>(const Follower&)>;

/// The first step at which the actors did something else than was recorded: a handler that is not
/// deterministic, or another build.
struct Difference {
    std::size_t step = 0;
    std::string where;  // of the line: "sent", "saved", "set", ..., "state"; or "it cannot happen"
    core::Value recorded;
    core::Value replayed;
};

struct BrokenClaim {
    std::size_t step = 0;  // the first one after which it does not hold
    std::string name;
};

struct Replayed {
    std::size_t steps = 0;  // that were taken
    std::optional<Difference> difference;
    std::optional<BrokenClaim> broken;  // the first one
    core::History history;              // of what clients were told
};

/// Requires: `claims` may be empty.
Replayed replay_run(const Recording& recording, actors::Cluster& cluster, const Claims& claims);

/// "step 17, n2 receives ...: ..." over several lines, with both sides.
std::string to_text(const Difference& difference, const Recording& recording);

}  // namespace ordeal::checker
