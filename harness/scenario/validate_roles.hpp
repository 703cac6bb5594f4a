// The roles of a scenario: is there one way to ask for each, and can the answer be understood?
#pragma once

#include "harness/scenario/document.hpp"
#include "harness/scenario/problems.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// `roles` is the node of system.roles.
void validate_roles(const SystemSpec& system, const Node& roles, Problems& problems);

/// The words that may stand in `target`: those of nemesis::target_names(), and the roles.
std::vector<std::string> target_words(const SystemSpec& system);

}  // namespace ordeal::harness
