// What the table of fields says about scenarios: for editors (JSON Schema, draft 7) and for people
// (the reference page of the documentation).
#pragma once

#include <string>

#include "core/value.hpp"

namespace ordeal::harness {

/// What `ordeal schema` prints and scenarios/scenario.schema.json holds.
core::Value scenario_schema();

/// docs/scenario-reference.md, in Markdown.
std::string scenario_reference();

}  // namespace ordeal::harness
