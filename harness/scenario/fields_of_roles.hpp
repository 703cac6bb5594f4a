// The table of fields of a role: see fields.hpp.
#pragma once

#include "harness/scenario/codec.hpp"
#include "harness/scenario/role_spec.hpp"

namespace ordeal::harness {

Codec<RoleSpec> role_codec();

}  // namespace ordeal::harness
