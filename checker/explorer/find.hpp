// The shortest way from one state to another that is only known by what can be said of it, and
// random walks that stop there.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "checker/explorer/address.hpp"
#include "checker/search/walker.hpp"

namespace ordeal::checker {

using Goal = std::function<bool(Walker& walker, std::uint32_t state)>;

struct FindProgress {
    std::atomic<std::uint64_t> seen = 0;
    std::atomic<std::uint32_t> depth = 0;  // steps from where it began
};

struct Nearest {
    /// From where it began; none: there is none.
    std::optional<Places> way;
    std::string stopped;  // why it ended before everything was seen; else empty
};

/// Breadth first (Moore 1959): the first state found is one of the nearest. Where it begins does
/// not count, so that the next one can be asked for. Error: there is no such path.
/// Requires: `most_states` fit into memory.
core::Result<Nearest> find_nearest(Walker& walker, const Places& from, const Goal& goal,
                                   std::size_t most_states, const std::atomic<bool>& cancelled,
                                   FindProgress& progress);

struct RandomWalk {
    Places way;           // from where it began
    std::string stopped;  // "goal", "end": nothing can happen; "steps"
};

/// The same seed, the same walk. Error: there is no such path.
core::Result<RandomWalk> walk_randomly(Walker& walker, const Places& from, const Goal& goal,
                                       std::size_t most_steps, std::uint64_t seed);

}  // namespace ordeal::checker
