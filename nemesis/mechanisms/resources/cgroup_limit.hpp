// Limits by control group: one for all processes of a node, and counted by the kernel.
#pragma once

#include <memory>

#include "core/result.hpp"
#include "nemesis/mechanisms/resources/resource_limit.hpp"

namespace ordeal::nemesis {

/// Requires: a resource other than descriptors. Error: no group, or the limit was refused.
core::Result<std::unique_ptr<ResourceLimit>> limit_by_cgroup(Resource resource, double amount);

}  // namespace ordeal::nemesis
