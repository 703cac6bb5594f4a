// Which programs libfiu can reach, and by what. Failure points are loaded into a process by the
// dynamic linker, so a program that is linked statically has none; and a program in Go has none of
// the C library, for it makes its system calls itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

#include "core/result.hpp"

namespace ordeal::nemesis {

/// Whether the point is one of libfiu's posix preload library.
bool is_of_c_library(const std::string& point);

/// libfiu's posix preload library. Error: it is not installed; the remedy.
core::Result<std::filesystem::path> find_posix_points();

/// Whether the point can fail in that program, an ELF file or a script. Error: why not, as said of
/// the program, and what to do instead: "is linked statically, and ...".
core::Result<void> can_fail_in(const std::filesystem::path& program, const std::string& point);

/// Whether the process has loaded the library, by what /proc says of its memory. None: it may not
/// be looked at, or has ended.
std::optional<bool> has_loaded(pid_t process, const std::filesystem::path& library);

/// As /proc calls its program: "redis-server". None: it has ended.
std::optional<std::string> program_of(pid_t process);

}  // namespace ordeal::nemesis
