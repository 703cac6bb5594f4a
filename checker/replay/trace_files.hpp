// The traces of a run as lists of events, node by node.
#pragma once

#include <string>
#include <vector>

#include "actors/id.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::checker {

/// What one node traced, in order.
struct NodeTrace {
    actors::Id node;
    std::vector<core::Value> lines;
};

/// From DIRECTORY/trace.jsonl, where a world saw what all nodes did, or else from the traces that
/// the nodes left in DIRECTORY/nodes/NODE/data/trace.jsonl. A last line without an end is left out:
/// its node was killed while it wrote. Error: there are none; or file, line and what is wrong.
core::Result<std::vector<NodeTrace>> load_traces(const std::string& directory, std::size_t nodes);

}  // namespace ordeal::checker
