// Who is hit: names like "minority" made into concrete nodes by a random stream.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/described.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

/// Every target that a scenario can name.
std::vector<Described> target_names();

/// The nodes that a target means this time, in the order of `nodes`; of "next", whose turns a
/// schedule counts, a random one. Errors: an unknown target; fewer nodes than it needs (with the
/// least number). Requires: the nodes are different.
core::Result<std::vector<Node>> choose_nodes(std::string_view target,
                                             const std::vector<Node>& nodes, core::Random& random);

/// Nodes that a scenario names itself, as they came. Errors: an unknown node, one named twice.
core::Result<std::vector<Node>> check_nodes(const std::vector<Node>& named,
                                            const std::vector<Node>& nodes);

/// Where these are among the nodes, each once, in order of first naming. Error: an unknown one,
/// with the nearest known one.
core::Result<std::vector<std::size_t>> places_of(const std::vector<Node>& named,
                                                 const std::vector<Node>& nodes);

}  // namespace ordeal::nemesis
