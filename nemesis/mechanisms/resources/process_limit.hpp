// Limits by prlimit(2), on each process of a node by itself. Only the soft limit is lowered, so
// that a process without rights gets it back; a program that raises its own limits goes round them.
#pragma once

#include <memory>

#include "core/result.hpp"
#include "nemesis/mechanisms/resources/resource_limit.hpp"

namespace ordeal::nemesis {

/// Descriptors by RLIMIT_NOFILE, memory by RLIMIT_DATA, processes by RLIMIT_NPROC. The kernel does
/// not count what it denies for these; a process that was seen at its limit is taken to have been
/// denied something. Requires: not cpu.
std::unique_ptr<ResourceLimit> limit_by_prlimit(Resource resource, double amount);

/// Whether RLIMIT_NPROC means anything for us: the kernel asks nobody who may do everything.
bool process_limit_holds();

}  // namespace ordeal::nemesis
