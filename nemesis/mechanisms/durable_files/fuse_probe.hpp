// Whether this machine lets a node's folder be mounted through this program, found out by doing it.
#pragma once

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Mounts such a file system in namespaces of its own, which end with the probe.
/// Error: what refuses it, and the remedy.
core::Result<void> power_loss_available();

}  // namespace ordeal::nemesis
