// Whether this machine lets a process have processes, mounts and memory to itself, as each node of
// world `real` does.
#pragma once

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Tried in a child process. Requires: one that may make namespaces where it is, see
/// home_network.hpp. Error: what was refused, and what to do about it.
core::Result<void> node_namespaces_available();

}  // namespace ordeal::nemesis
