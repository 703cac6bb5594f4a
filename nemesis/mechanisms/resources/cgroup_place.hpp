// Where a control group may be made: the kernel has two kinds of hierarchies, every controller is
// in one of them, and which folders a user may write to differs from machine to machine. So it is
// tried, not guessed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// The kernel's names: "cpu", "memory", "pids".
enum class Controller : std::uint8_t { cpu, memory, pids };

std::string_view to_text(Controller controller);

struct CgroupPlace {
    std::string folder;    // in which a group may be made
    std::string home;      // our own group: where what we start comes from
    bool unified = false;  // version 2 of the interface, with other files
};

/// Tries our own group and those above it, nearest first, in the hierarchy that has the controller:
/// a group is made, must have the controller's files, and is removed. Error: why none is possible
/// here, and the remedy.
core::Result<CgroupPlace> find_cgroup_place(Controller controller);

/// A line of /proc/self/mountinfo or /proc/self/cgroup, as far as it matters.
struct CgroupMount {
    std::string folder;                    // where it is mounted
    std::string root;                      // what of the hierarchy is seen there
    std::vector<std::string> controllers;  // of version 1; empty: version 2
};
std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo);
/// Our group's path in the hierarchy with that controller (""; version 2); "/" if there is none.
std::string parse_own_group(std::string_view cgroups, std::string_view controller);

}  // namespace ordeal::nemesis
