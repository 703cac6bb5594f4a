// Who of the nodes holds a role: all are asked at the same moment, and again while nobody says that
// it does, since leaders are elected and elections take a while.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/worlds/deployed_node.hpp"
#include "nemesis/target.hpp"

namespace ordeal::harness {

/// Every node that claims the role: an old leader that does not know better, too. `enter` is called
/// first on each thread that asks, so that it connects from where clients do.
/// Error: nobody claimed it `within` that time, with what each node said last.
/// Requires: the nodes were set up with that role.
core::Result<nemesis::RoleHolders> find_holders(
    const std::vector<std::unique_ptr<DeployedNode>>& nodes, const std::string& role,
    core::Nanoseconds within, const std::function<core::Result<void>()>& enter);

}  // namespace ordeal::harness
