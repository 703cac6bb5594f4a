// One run of a command inside a node that lives: in its network, PID and mount namespaces, for the
// probes and questions that are put to nodes in that way.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "harness/worlds/ready_probe.hpp"

namespace ordeal::harness {

/// Where a command's program is, looked for along our own PATH. Error: nowhere.
core::Result<std::filesystem::path> find_node_command(const std::vector<std::string>& command);

/// Returns what it wrote (its beginning, if that is much), which is also in the file `log` in the
/// node's working folder. Error: it exits with another code than 0, or not by the deadline, and is
/// killed; with its last line. Requires: site.host is set.
core::Result<std::string> run_in_node(const std::filesystem::path& program,
                                      const std::vector<std::string>& command,
                                      const ProbeSite& site, const std::string& log,
                                      std::chrono::steady_clock::time_point deadline);

}  // namespace ordeal::harness
