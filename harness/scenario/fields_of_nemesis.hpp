// The part of the table of fields that describes one fault of a scenario: which, on whom, when.
#pragma once

#include "harness/scenario/codec.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::harness {

Codec<nemesis::FaultPlan> fault_plan_codec();

}  // namespace ordeal::harness
