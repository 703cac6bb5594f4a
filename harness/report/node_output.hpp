// What the nodes of a run wrote to their output, for a page: the beginning and the end of each.
#pragma once

#include <filesystem>

#include "core/value.hpp"

namespace ordeal::harness {

/// [{"node":..,"text":..,"then":..,"left_out":..}], by name: of each RUN/nodes/<node>/output.log
/// its lines (of a long one "text" is the beginning and "then" the end), and how many bytes in the
/// middle of it are left out (0: none). The text is UTF-8, whatever the node wrote. All nodes
/// together get about a megabyte. An empty list where there is no output.
core::Value node_output(const std::filesystem::path& run);

}  // namespace ordeal::harness
