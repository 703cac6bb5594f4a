// Partition shapes: pure functions from the nodes and a random stream to a grudge. The names and
// the definitions follow Jepsen's nemesis, with one difference that docs/faults.md explains: links
// of `majorities-ring` are two-way, so that a node can talk to its majority, not only listen.
#pragma once

#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"
#include "nemesis/described.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

/// Every shape that a scenario can name.
std::vector<Described> shape_names();

/// Only nodes that refuse somebody are in the grudge; no node refuses itself.
/// Errors: an unknown shape (with the known ones); fewer nodes than the shape needs (with the
/// least number). Requires: the nodes are different.
core::Result<Grudge> make_grudge(std::string_view shape, const std::vector<Node>& nodes,
                                 core::Random& random);

/// The same around nodes that are chosen already, not drawn: `one` cuts each of them off from all
/// others; in `majority`, `random-halves` and `one-way` they are on the smaller side, which with
/// `one-way` is the deaf one; with `bridge` the one between the halves.
/// Errors: as above; a shape that has no place for chosen nodes; more of them than there is room
/// for. Requires: each of them is one of the nodes, there is at least one.
core::Result<Grudge> make_grudge_around(std::string_view shape, const std::vector<Node>& chosen,
                                        const std::vector<Node>& nodes, core::Random& random);

/// An explicit grudge, without its empty entries. Errors: an unknown node, a node that refuses
/// itself, a grudge in which nobody refuses anybody.
core::Result<Grudge> check_grudge(const Grudge& grudge, const std::vector<Node>& nodes);

}  // namespace ordeal::nemesis
