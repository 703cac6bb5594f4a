// What the fields of a scenario mean together: names of nodes that exist, shapes that need so many
// nodes, keys that exclude each other. Each field by itself is the business of its codec.
#pragma once

#include "harness/scenario/document.hpp"
#include "harness/scenario/known_names.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// Adds to `problems` what is wrong with a decoded scenario. What has a problem already is not
/// looked at again. `document` is what it was decoded from.
void validate(const Scenario& scenario, const Node& document, const KnownNames& known,
              Problems& problems);

/// "n1", "n2", ...: the nodes of a scenario.
std::vector<nemesis::Node> node_names(std::size_t nodes);

}  // namespace ordeal::harness
