// What run.json says of the machine that a run ran on.
#pragma once

#include "core/value.hpp"

namespace ordeal::harness {

/// {"host":{"kernel","machine","processors","user"},"began":"2026-11-22T16:13:26Z"}
core::Value host_description();

}  // namespace ordeal::harness
