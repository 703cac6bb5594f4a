// How strong a fault is, as one number: 1 is what its plan says, less is a weaker one of the same
// kind. What a swarm draws for each of its faults.
#pragma once

#include "nemesis/plan.hpp"

namespace ordeal::nemesis {

/// The plan with its probability, latency, offsets of clocks and duration times `strength`, a
/// bandwidth divided by it, clock rates nearer to 1, and a stutter that stops nodes for as much
/// less of each period; three digits of each. Who is hit, and how often, stays.
/// Requires: 0 < strength <= 1. Guarantees: of strength 1 the plan itself.
FaultPlan weakened(FaultPlan plan, double strength);

}  // namespace ordeal::nemesis
