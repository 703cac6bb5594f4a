// Who is whose neighbour in a broadcast: the message `topology` that each node is sent before the
// workload begins. A node may follow it or not; it is advice, and every node can send to every
// other one. Pure.
//
// | name           | neighbours |
// |---|---|
// | grid (default) | above, below, left and right in the smallest square that has room for all |
// | line           | the one before and the one behind |
// | tree, tree2    | parent and children in a binary tree, numbered by level |
// | tree3, tree4   | the same with three, with four children |
// | total          | all others |
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.hpp"

namespace ordeal::clients::maelstrom {

/// The default first.
std::vector<std::string_view> topology_names();

/// From each node to its neighbours; whoever is a neighbour has one, too.
/// Requires: the name is one of topology_names().
using Neighbours = std::map<std::string, std::vector<std::string>>;
Neighbours neighbours(std::string_view topology, const std::vector<std::string>& nodes);

/// The body of the message: {"type":"topology","msg_id":...,"topology":{"n1":["n2"]}}. It is
/// answered by topology_ok.
core::Value topology_body(const Neighbours& neighbours, std::int64_t msg_id);

}  // namespace ordeal::clients::maelstrom
