// Faults as values: what is to be broken, fully resolved (concrete nodes and links), with no idea
// of how. A mechanism behind nemesis::Target makes it happen; the ledger makes sure that it ends.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/described.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::nemesis {

using Node = std::string;

/// Directed: each node, and the nodes that it refuses to hear.
using Grudge = std::map<Node, std::set<Node>>;

struct Partition {
    Grudge grudge;
    std::string shape;  // the shape it was made from, for people
    friend bool operator==(const Partition&, const Partition&) = default;
};

/// SIGKILL; the end of the fault is the restart.
struct Kill {
    std::vector<Node> nodes;
    friend bool operator==(const Kill&, const Kill&) = default;
};

/// SIGSTOP; the end of the fault is SIGCONT.
struct Pause {
    std::vector<Node> nodes;
    friend bool operator==(const Pause&, const Pause&) = default;
};

using Fault = std::variant<Partition, Kill, Pause>;

/// "partition", "kill", "pause": the name in scenarios, histories and `ordeal list faults`.
std::string_view kind(const Fault& fault);

/// What the end of the fault is called in histories: "heal-partition", "restart", "resume".
std::string_view end_kind(const Fault& fault);

/// The value of the nemesis's event in the history: the grudge, or the list of nodes.
core::Value to_value(const Fault& fault);

/// {"n1":["n2","n3"]}: each node with those that it refuses to hear.
core::Value to_value(const Grudge& grudge);

/// For people: "kill n1, n3", "partition (one): n1 refuses n2, n3; n2 refuses n1; ...".
std::string to_text(const Fault& fault);

/// The nodes that a kill or a pause is for; null of other faults.
const std::vector<Node>* nodes_of(const Fault& fault);

/// Every kind of fault that a scenario can ask for.
std::vector<Described> fault_names();

/// One fault of a run, from the moment it begins until it ends.
using FaultId = std::uint64_t;

}  // namespace ordeal::nemesis
