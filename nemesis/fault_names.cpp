#include "nemesis/fault_names.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::nemesis {

namespace {

using Names = std::vector<FaultName>;
using Keys = std::vector<std::string_view>;

Names link_faults() {
    using enum Family;
    const Keys delays{"links", "clients", "direction", "latency"};
    const Keys chances{"links", "clients", "direction", "probability"};
    return {
        {"partition",
         "heal-partition",
         "cuts links between nodes: give a shape or a grudge",
         partition,
         {"shape", "grudge"}},
        {"latency", "heal-latency", "delays what links carry: give latency, a target or links",
         links, delays},
        {"slow-node", "heal-slow-node",
         "delays all that a node sends and hears: latency by another name", links, delays},
        {"loss", "heal-loss", "loses some of what links carry: give a probability", links, chances},
        {"flaky-node", "heal-flaky-node",
         "loses some of what a node sends and hears: loss by another name", links, chances},
        {"duplicate", "heal-duplicate",
         "delivers some of what links carry twice: give a probability", links, chances},
        {"reorder", "heal-reorder", "lets some of what links carry overtake: give a probability",
         links, chances},
        {"corrupt",
         "heal-corrupt",
         "flips a bit in some of what links carry: give a probability",
         links,
         {"links", "clients", "direction", "probability", "mend-checksum"}},
        {"rate",
         "heal-rate",
         "lets links carry less: give a bandwidth",
         links,
         {"links", "clients", "direction", "bandwidth"}},
        {"cut",
         "heal-cut",
         "cuts single links: give links, or a target and a direction",
         links,
         {"links", "clients", "direction"}},
        {"reset", "heal-reset",
         "resets connections (TCP RST to both ends): give a probability for each packet", links,
         chances},
    };
}

Names process_faults() {
    using enum Family;
    return {
        {"kill",
         "restart",
         "ends nodes at once (SIGKILL) and restarts them: give a target or nodes",
         processes,
         {}},
        {"pause",
         "resume",
         "stops nodes (SIGSTOP) and lets them go on: give a target or nodes",
         processes,
         {}},
        {"term",
         "restart",
         "asks nodes to end (SIGTERM) and restarts them: give a target or nodes",
         processes,
         {}},
        {"stutter",
         "heal-stutter",
         "lets nodes run for a share of the time only: give share, period",
         processes,
         {"share", "period"}},
        {"crash-loop",
         "heal-crash-loop",
         "kills nodes again as often as they come up: give up",
         processes,
         {"up"}},
        {"power-loss",
         "power-on",
         "ends nodes at once, with what they wrote and had not synced",
         processes,
         {}},
    };
}

Names disk_faults() {
    using enum Family;
    const Keys which{"calls", "files", "probability", "nth"};
    return {
        {"kill-at-call", "restart",
         "kills nodes when they make a system call on a file: give calls, files, nth", disks,
         which},
        {"eio", "heal-eio", "calls on files fail with EIO: give calls, files, a probability or nth",
         disks, which},
        {"enospc", "heal-enospc", "writes to files fail with ENOSPC, as if the disk were full",
         disks, which},
        {"slow",
         "heal-slow",
         "calls on files take longer: give calls, files, latency",
         disks,
         {"calls", "files", "probability", "nth", "latency"}},
        {"lying-fsync", "heal-lying-fsync",
         "what nodes save is not durable, though they are told so: a power loss loses it", disks,
         which},
        {"torn-write", "heal-torn-write",
         "kills nodes in the middle of a write, of which the first sectors are done", disks, which},
        {"full-disk", "heal-full-disk", "the disk of nodes is full: give a size", disks, {"size"}},
        {"fiu",
         "heal-fiu",
         "a failure point of libfiu fails: give its name and a probability",
         disks,
         {"point", "probability"}},
        {"bit-rot",
         "restart",
         "kills nodes and flips bits in their files before the restart: give files, bits",
         files,
         {"files", "bits"}},
        {"truncate",
         "restart",
         "kills nodes and cuts off the end of files before the restart: give files, a size",
         files,
         {"files", "size"}},
    };
}

Names clock_faults() {
    using enum Family;
    return {
        {"clock-drift",
         "heal-clock-drift",
         "makes the clocks of nodes run fast or slow: give a rate",
         clocks,
         {"rate"}},
        {"clock-bump",
         "heal-clock-bump",
         "sets the clocks of nodes ahead or behind: give an offset",
         clocks,
         {"offset"}},
        {"clock-strobe",
         "heal-clock-strobe",
         "lets the clocks of nodes jump to and fro: give an offset and a period",
         clocks,
         {"offset", "period"}},
    };
}

Names resource_faults() {
    using enum Family;
    return {
        {"cpu",
         "heal-cpu",
         "leaves nodes a share of a processor: give share",
         resources,
         {"share"}},
        {"memory", "heal-memory", "limits the memory of nodes: give a size", resources, {"size"}},
        {"descriptors",
         "heal-descriptors",
         "limits the descriptors that processes may have open: give a limit",
         resources,
         {"limit"}},
        {"processes",
         "heal-processes",
         "limits how many processes and threads there may be: give a limit",
         resources,
         {"limit"}},
    };
}

Names make_table() {
    Names table;
    for (Names (*const part)() :
         {link_faults, process_faults, clock_faults, disk_faults, resource_faults})
        for (FaultName& one : part())
            table.push_back(std::move(one));
    return table;
}

}  // namespace

const std::vector<FaultName>& all_faults() {
    static const std::vector<FaultName> table = make_table();
    return table;
}

const FaultName* find_fault(std::string_view name) {
    const auto found = std::ranges::find(all_faults(), name, &FaultName::name);
    return found == all_faults().end() ? nullptr : &*found;
}

std::vector<Described> fault_names() {
    std::vector<Described> names;
    for (const FaultName& one : all_faults())
        names.push_back({one.name, one.description});
    return names;
}

std::vector<std::string_view> names_of(Family family) {
    std::vector<std::string_view> names;
    for (const FaultName& one : all_faults())
        if (one.family == family) names.push_back(one.name);
    return names;
}

bool belongs(std::string_view fault, Family family) {
    const FaultName* const found = find_fault(fault);
    return found != nullptr && found->family == family;
}

std::vector<std::string_view> faults_with(std::string_view key) {
    std::vector<std::string_view> names;
    for (const FaultName& one : all_faults())
        if (has_key(one.name, key)) names.push_back(one.name);
    return names;
}

bool has_key(std::string_view fault, std::string_view key) {
    const FaultName* const found = find_fault(fault);
    return found != nullptr && std::ranges::find(found->keys, key) != found->keys.end();
}

bool ends_nodes(std::string_view fault) {
    const FaultName* const found = find_fault(fault);
    return found != nullptr && fault != "kill-at-call" &&
           (found->end == "restart" || found->end == "power-on");
}

bool is_for_links(std::string_view fault) {
    return belongs(fault, Family::partition) || belongs(fault, Family::links);
}

}  // namespace ordeal::nemesis
