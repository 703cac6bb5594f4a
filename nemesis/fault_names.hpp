// The faults by name: what each is called, what its end is called, to what family it belongs, and
// which keys of a plan concern it. The one table behind scenarios, histories and `ordeal list`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "nemesis/described.hpp"

namespace ordeal::nemesis {

enum class Family : std::uint8_t {
    partition,
    processes,  // nodes are ended, stopped, hindered
    clocks,
    links,
    disks,  // calls of files that go wrong
    files,  // that are damaged while the node is down
    resources
};

struct FaultName {
    std::string_view name;
    std::string_view end;  // in histories: "restart", "heal-partition"
    std::string_view description;
    Family family;
    std::vector<std::string_view> keys;  // of a scenario, beside target and times
};

/// Every fault that a scenario can ask for, in the order in which people are told of them.
const std::vector<FaultName>& all_faults();

/// Nothing where there is none of that name.
const FaultName* find_fault(std::string_view name);

/// Names and descriptions, for lists and suggestions.
std::vector<Described> fault_names();

std::vector<std::string_view> names_of(Family family);
bool belongs(std::string_view fault, Family family);

/// The faults that a key of a scenario, like "probability", is for.
std::vector<std::string_view> faults_with(std::string_view key);
/// Whether the key is for that fault.
bool has_key(std::string_view fault, std::string_view key);

/// Whether the nodes are gone until the fault ends, which is their restart: a kill, a power loss,
/// ...
bool ends_nodes(std::string_view fault);

/// Whether the fault is for links, and not for nodes: a partition or bad links.
bool is_for_links(std::string_view fault);

}  // namespace ordeal::nemesis
