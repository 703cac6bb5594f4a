// Starvation in world `real`: nodes get less of a processor, memory, descriptors or processes while
// they run, by what nemesis/mechanisms/resources/ has on this machine, and all of it back at the
// end. A server that does not survive this is started again then: the fault ended it.
#pragma once

#include <vector>

#include "harness/worlds/node_mechanism.hpp"

namespace ordeal::harness {

/// A row for each resource, for what is missing on a machine differs.
std::vector<MechanismMaker> resource_fault_makers();

}  // namespace ordeal::harness
