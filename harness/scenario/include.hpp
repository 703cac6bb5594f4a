// Scenarios share what they have in common: `"include": "deployment.json"` (or a list of files)
// merges other files into a scenario before anything of it is decoded. Of two objects the members
// are merged, one by one; of anything else the including file's value stands in place of the
// included one's; of several included files a later one stands in place of an earlier one. Names of
// files are relative to the file that includes them, which may itself be included.
//
// In every string `{scenario.folder}` is the absolute folder of the file in which the string
// stands: so a scenario can come with programs of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "harness/scenario/document.hpp"
#include "harness/scenario/problems.hpp"

namespace ordeal::harness {

/// The text of a scenario's file, at most one megabyte. Error: the system's reason, or too large.
core::Result<std::string> read_scenario_file(const std::string& path);

/// The document with all that it includes merged in, and without its member `include`. Every node
/// keeps its place. None: a file cannot be read or parsed, includes itself, or the member is
/// neither a string nor a list of strings; `problems` has it then.
std::optional<Node> merge_includes(Node document, const std::filesystem::path& file,
                                   Problems& problems);

}  // namespace ordeal::harness
