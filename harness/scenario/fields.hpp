// THE table of the fields of a scenario: from it come the decoder, the JSON Schema, the reference
// page and the scenario.json of a run.
#pragma once

#include "harness/scenario/codec.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// Reads, writes and describes a whole scenario. Decoding fills in the defaults of single fields;
/// what fields mean together is for validate.hpp.
const Codec<Scenario>& scenario_codec();

}  // namespace ordeal::harness
