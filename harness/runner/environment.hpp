// Where, when and of what a run was made: the beginning of its run.json.
#pragma once

#include <string>

#include "core/value.hpp"
#include "harness/runner/run.hpp"

namespace ordeal::harness {

/// {"host":{...},"began":...,"version":...,"scenario":...,"seed":...,"repeat":...}. `repeat` is the
/// command line that repeats the run.
core::Value describe_run(const RunPlan& plan, const std::string& repeat);

}  // namespace ordeal::harness
