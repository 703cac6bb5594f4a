// The faults of disks of world `real` that are about single calls of files: every life of a node
// starts with those system calls trapped that the scenario's faults are about, see
// nemesis/mechanisms/system_calls. docs/disks.md is the chapter for users.
#pragma once

#include "harness/worlds/node_mechanism.hpp"

namespace ordeal::harness {

/// For eio, enospc, slow, lying-fsync, torn-write and kill-at-call.
MechanismMaker disk_fault_maker();

}  // namespace ordeal::harness
