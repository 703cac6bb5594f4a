// Which calls of files a fault is about, and which files: a pure value, made by scenarios, obeyed
// by whoever stands between a node and its disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nemesis/link_rule.hpp"

namespace ordeal::nemesis {

/// A call on a file is hit when it is one of `calls`, its file is one of `files`, and chance, or
/// its number, says so.
struct DiskRule {
    std::vector<std::string> calls;  // of call_names(), in mechanisms/system_calls/
    std::string files = "*";  // a glob for the path in the node's data folder; * matches / too
    double probability = 1;   // for each call
    std::uint64_t nth = 0;    // if not 0: only the call of that number, counted from the beginning
                              // of the fault; the probability does not matter then
    Latency latency;          // of `slow`

    friend bool operator==(const DiskRule&, const DiskRule&) = default;
};

/// The calls that a fault of disks is about where the scenario names none.
std::vector<std::string> default_calls(std::string_view fault);

}  // namespace ordeal::nemesis
