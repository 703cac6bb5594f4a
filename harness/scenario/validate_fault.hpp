// One fault of a scenario: do its keys go together, do its nodes exist, does it ever happen?
#pragma once

#include "harness/scenario/document.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

void validate_fault(const nemesis::FaultPlan& plan, const Node& node, const Scenario& scenario,
                    Problems& problems);

}  // namespace ordeal::harness
