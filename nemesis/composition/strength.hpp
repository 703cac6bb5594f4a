// How strong a fault is, as one number: 1 is what its plan says, less is a weaker one of the same
// kind. What a swarm draws for each of its faults.
#pragma once

#include "nemesis/plan.hpp"

namespace ordeal::nemesis {

/// The plan with its probability, latency, offsets of clocks, damage to files and duration times
/// `strength`; bandwidth, room on a full disk and limits of resources divided by it; clock rates
/// nearer to 1; and a share that leaves nodes as much more of their processor. Three digits of
/// each. Who is hit, and how often, stays.
/// Requires: 0 < strength <= 1. Guarantees: of strength 1 the plan itself.
FaultPlan weakened(FaultPlan plan, double strength);

}  // namespace ordeal::nemesis
