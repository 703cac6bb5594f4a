// `ordeal schema`: the JSON Schema of scenario files, for editors.
#include <fmt/format.h>

#include "core/json.hpp"
#include "harness/program/commands.hpp"
#include "harness/scenario/schema.hpp"

namespace ordeal::harness {

core::ExitCode schema_command() {
    fmt::print("{}\n", core::to_pretty_json(scenario_schema()));
    return core::ExitCode::valid;
}

}  // namespace ordeal::harness
