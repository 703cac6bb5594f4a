// The ways in which a scenario that is written out (write_out.hpp) can be made simpler, as pure
// functions. None of them says whether it still fails: shrink.hpp tries.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// The scenario with only those of its operations or faults that satisfy the predicate.
Scenario with_operations(const Scenario& scenario,
                         const std::function<bool(const PlannedOperation&)>& keep);
Scenario with_faults(const Scenario& scenario, const std::vector<std::size_t>& places);

/// One node fewer; what faults did to it is gone. None: there is one only.
std::optional<Scenario> with_one_node_less(const Scenario& scenario);

/// One link of a partition's grudge: `deaf` does not hear `silent`.
struct CutLink {
    std::string deaf;
    std::string silent;
};
std::vector<CutLink> links_of(const nemesis::FaultPlan& plan);
nemesis::Grudge grudge_of(const std::vector<CutLink>& links);

/// Every moment at which an operation or a fault begins or a fault ends, in order, each once.
std::vector<core::Nanoseconds> moments_of(const Scenario& scenario);
/// Each moment moved: `move(moment)`, which must keep their order. The run phase is as long as its
/// last fault needs; a fault whose time is gone lasts a nanosecond.
Scenario with_moments(const Scenario& scenario,
                      const std::function<core::Nanoseconds(core::Nanoseconds)>& move);

/// A change that may or may not apply.
using Simplification = std::function<void(Scenario&)>;
/// Of the network: no loss, no duplicates, no reordering, no limit of rate, delays that are always
/// the same, delays of a millisecond, half the delays.
std::vector<Simplification> simpler_networks();

/// Keys are k0, k1, ... and clients 0, 1, ... in order of their first operation (a client still
/// talks to the same node); there are as many clients as that takes. What is written is not
/// changed.
Scenario renumbered(const Scenario& scenario);

/// The integers that operations carry are 1, 2, ... in order of their first use.
Scenario with_small_values(const Scenario& scenario);

}  // namespace ordeal::harness
