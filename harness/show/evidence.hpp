// What a fault touched, in words: the evidence of faults.jsonl, a line for each thing told. Each
// mechanism tells of its own; the shapes that they share (nodes, links, calls by file, times in
// nanoseconds) are read here, and whatever else there is shows as it stands.
#pragma once

#include <string>
#include <vector>

#include "core/value.hpp"

namespace ordeal::harness {

/// `fault`: of the list "faults" of verdict.json, or a line of faults.jsonl. Its evidence at its
/// end, or else at its beginning; then the roles that were asked for, and its errors.
std::vector<std::string> evidence_lines(const core::Value& fault);

}  // namespace ordeal::harness
