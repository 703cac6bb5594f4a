// Reading scenarios. Every error names file, line, column, the path in the document, what was
// expected and the nearest known word, and shows the line; up to ten are told at once.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "harness/scenario/known_names.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// Reads the text of a scenario; `filename` is for messages, and what it includes is looked for
/// beside it.
/// Guarantees: the result is complete (every default is filled in, the mix too) and consistent.
core::Result<Scenario> parse_scenario(std::string_view text, const std::string& filename,
                                      const KnownNames& known = known_names());

/// Reads a file of at most one megabyte.
core::Result<Scenario> load_scenario(const std::string& path,
                                     const KnownNames& known = known_names());

/// The scenario.json of a run: parse_scenario reads the same scenario from it.
core::Value to_value(const Scenario& scenario);

}  // namespace ordeal::harness
