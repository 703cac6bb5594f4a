// Where the programs are that a world starts: servers as a shell would find them, and ordeal-init
// beside the running program. Looked up before anything is started: an exec that fails leaves a
// dead child behind and says nothing that a user could act on.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace ordeal::harness {

/// The folder of the running program.
std::filesystem::path own_folder();

/// The absolute path of a program. A name with a slash is taken as it is, relative to the current
/// folder; any other is looked for in the folder of the running program, then along `search_path`
/// (as the variable PATH).
/// Error: no such file, or one that may not be executed; where it was looked for, and the remedy.
core::Result<std::filesystem::path> find_program(std::string_view name,
                                                 std::string_view search_path);

/// ordeal-init: in the folder of the running program, else in ../libexec/ordeal from there.
/// Error: where it was looked for.
core::Result<std::filesystem::path> find_init_program();

/// ordeal-points.so, likewise: see nemesis/mechanisms/failure_points/.
core::Result<std::filesystem::path> find_points_library();

}  // namespace ordeal::harness
