// Where, when and of what a run was made: the beginning of its run.json.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/value.hpp"
#include "harness/runner/run.hpp"

namespace ordeal::harness {

/// {"host":{...},"began":...,"version":...,"scenario":...,"seed":...,"repeat":...}. `repeat` is the
/// command line that repeats the run.
core::Value describe_run(const RunPlan& plan, const std::string& repeat);

/// What other clocks showed when this one began: {"wall":..,"steady":..}, nanoseconds since 1970
/// and of the machine's monotonic clock. Output and traces of nodes have these times.
core::Value describe_zero(const core::MonotonicClock& clock);

}  // namespace ordeal::harness
