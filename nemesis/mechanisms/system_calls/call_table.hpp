// The system calls that faults of disks are about: their names and groups in scenarios, and where
// among their arguments the file is.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// A file that a call names by its path: the positions of the arguments with the folder's
/// descriptor and with the path; -1: there is none.
struct PathArgument {
    int folder = -1;
    int path = -1;
};

/// Positions of arguments; -1: it has none of the kind.
struct SystemCall {
    std::string_view name;   // "fdatasync"
    int number = -1;         // on this machine
    std::string_view group;  // "sync"
    int descriptor = -1;     // of the file
    std::array<PathArgument, 2> paths{};
    int address = -1;  // in memory that a file is mapped to
    int flags = -1;    // those of open(2)
};

/// The call with this number, or nullptr.
const SystemCall* find_call(int number);

/// "write", "read", "sync", "open", "allocate", "rename", "unlink".
std::vector<std::string_view> call_groups();

/// What a scenario may name: the groups, and single calls.
std::vector<std::string_view> call_names();

/// The numbers of what is named: groups, and single calls by name. A call that this machine's
/// kernel does not have (`open` on arm64) is left out.
/// Error: an unknown name, with the nearest known one.
core::Result<std::set<int>> call_numbers(const std::vector<std::string>& names);

}  // namespace ordeal::nemesis
