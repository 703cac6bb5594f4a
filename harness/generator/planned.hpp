// The generator of a workload that is written out: which client does what, and when.
#pragma once

#include <vector>

#include "harness/generator/generator.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness::gen {

/// Each client (a thread of the context) makes its operations in the order of their times, and of
/// the list where those tie: each at its time, counted from the beginning of the run, or as soon
/// after that as the client is free. Of several that could be made at one moment the earliest in
/// that order comes first. Operations of clients that the context does not have are left out.
Generator planned(std::vector<PlannedOperation> operations);

}  // namespace ordeal::harness::gen
