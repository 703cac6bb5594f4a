// Programs of actors can do with a scenario in virtual time what `ordeal` does with real processes;
// `ordeal` finds out whether the program of a scenario's nodes is one, and hands its work over.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exit_code.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// The program of the scenario's nodes, if they are started by `PROGRAM spawn ...` and its help
/// names the subcommand.
std::optional<std::filesystem::path> simulated_program(const Scenario& scenario,
                                                       std::string_view subcommand);

/// Becomes `PROGRAM SUBCOMMAND WORDS...`. Returns only if that fails, after saying so.
core::ExitCode become(const std::filesystem::path& program, const std::string& subcommand,
                      const std::vector<std::string>& words);

}  // namespace ordeal::harness
