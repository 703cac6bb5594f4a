// The field `nemesis` of a scenario: plans of faults written out, presets by one word, groups, a
// swarm of all these, quiet periods. A preset's times depend on the length of the run, so the field
// is decoded when all others are.
#pragma once

#include "harness/scenario/document.hpp"
#include "harness/scenario/field.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// Its row in the table of fields; reads nothing.
Field<Scenario> nemesis_field();

/// What the row's schema refers to, by name: the member "definitions" of the whole schema.
core::Value nemesis_definitions();

/// Reads and checks what the document says of the nemesis. Requires: the scenario is decoded else.
void decode_nemesis(Reader& reader, const Node& document, Scenario& scenario);

}  // namespace ordeal::harness
