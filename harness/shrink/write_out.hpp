// A run with nothing left to draw: its scenario with every operation and every fault written out,
// so that each can be taken away.
#pragma once

#include "core/history/event.hpp"
#include "core/result.hpp"
#include "harness/scenario/scenario.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::harness {

/// Each fault as a plan that happens once, on nodes by name; clocks that go wrong in one fault are
/// one plan for each node.
/// Requires: no step is on a role.
std::vector<nemesis::FaultPlan> write_out(const nemesis::Schedule& schedule);

/// The scenario of a run whose operations are those that its history has, at the same times by the
/// same clients, and whose faults are those of its schedule. There is no warm-up and no final read
/// any more: all that is among the operations. In virtual time the same seed then gives the
/// same history.
/// Error: the history has no operations.
core::Result<Scenario> write_out(const Scenario& scenario, const nemesis::Schedule& schedule,
                                 const core::History& history);

}  // namespace ordeal::harness
