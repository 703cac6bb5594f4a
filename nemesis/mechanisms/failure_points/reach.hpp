// Which programs libfiu can reach, and by what: failure points are loaded into a process by the
// dynamic linker, so a program that is linked statically, as those in Go are, has none.
#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Whether the point is one of libfiu's posix preload library.
bool is_of_c_library(const std::string& point);

/// libfiu's posix preload library. Error: it is not installed; the remedy.
core::Result<std::filesystem::path> find_posix_points();

/// Error: the file is a program without a dynamic linker; what to do instead.
core::Result<void> can_load_points(const std::filesystem::path& program);

/// Whether the process has loaded the library, by what /proc says of its memory. Not one that has
/// ended.
bool has_loaded(pid_t process, const std::filesystem::path& library);

/// As /proc calls its program: "redis-server"; "?" of one that has ended.
std::string program_of(pid_t process);

}  // namespace ordeal::nemesis
