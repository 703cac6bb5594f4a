// Vector clocks (Fidge 1988, Mattern 1989): of each node how many of its events are known. One
// event was before another, as far as messages can tell, if its clock is less.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

#include "actors/compare.hpp"
#include "actors/describe.hpp"
#include "actors/id.hpp"

namespace ordeal::examples {

struct VectorClock {
    std::map<actors::Id, std::int64_t> events;  // a node that is not there has none

    std::int64_t of(actors::Id node) const {
        const auto found = events.find(node);
        return found == events.end() ? 0 : found->second;
    }
    void tick(actors::Id node) { ++events[node]; }
    void merge(const VectorClock& other) {
        for (const auto& [node, count] : other.events)
            events[node] = std::max(of(node), count);
    }
    /// Everything that this one knows, the other knows too.
    bool within(const VectorClock& other) const {
        return std::ranges::all_of(
            events, [&](const auto& entry) { return entry.second <= other.of(entry.first); });
    }
};

ORDEAL_DESCRIBE(VectorClock, events)

}  // namespace ordeal::examples
