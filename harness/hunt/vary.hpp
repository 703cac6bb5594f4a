// Variations of a scenario for a hunt, in the manner of swarm testing (Groce, Zhang, Eide, Chen &
// Regehr 2012): each leaves out a part of what the scenario has and draws anew how strong, how
// often and how long the rest is, because what is always there hides what happens without it.
//
// A scenario says which troubles its system must survive; a variation has no others: only kinds of
// fault that are in it, no more nodes hit at once, loss, duplication and reordering only where it
// has them. Latency, load, keys, lengths and the moments of faults are free.
#pragma once

#include "core/random.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

struct Variety {
    /// Partitions, kills, pauses, loss, duplication and reordering even where the scenario has
    /// none.
    bool any_fault = false;
};

/// The scenario with all faults that it may have as plain plans, for a hunt itself draws which of
/// them are in, and when: those of groups as `able` says, no swarm, no quiet periods. Error: as
/// compose().
core::Result<Scenario> with_all_faults(Scenario scenario, const nemesis::Able& able);

/// Everything drawn anew. Guarantees: valid by the rules of scenarios if the original is.
Scenario vary(const Scenario& original, const Variety& variety, core::Random random);

/// One to three things of a variation drawn anew.
Scenario mutate(const Scenario& variation, const Scenario& original, const Variety& variety,
                core::Random random);

}  // namespace ordeal::harness
