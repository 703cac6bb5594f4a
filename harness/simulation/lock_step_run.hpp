// One run of a scenario in world `sim`, with programs in lock-step as the nodes: simulated, judged
// and kept in the store like every run.
#pragma once

#include "core/result.hpp"
#include "harness/runner/run.hpp"

namespace ordeal::harness {

/// Error: what the simulation cannot do, by name; the store; a node that does not keep to the
/// protocol.
core::Result<RunReport> execute_in_lock_step(const RunPlan& plan, const RunOptions& options);

}  // namespace ordeal::harness
