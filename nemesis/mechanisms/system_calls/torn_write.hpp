// The first half of a torn write: a supervisor writes the beginning of what a waiting call is about
// to write, in its place. The second half is that the call is never done, because its node dies.
#pragma once

#include <cstdint>

#include "core/result.hpp"
#include "nemesis/mechanisms/system_calls/call_table.hpp"
#include "nemesis/mechanisms/system_calls/notification.hpp"

namespace ordeal::nemesis {

struct TornWrite {
    std::uint64_t asked_bytes = 0;
    std::uint64_t written_bytes = 0;  // the first ones
};

/// Whether calls of this kind can be torn: those that write what is in memory.
bool can_be_torn(const SystemCall& call);

/// Writes the first `part` (in [0, 1)) of the call's bytes where the call would have: through the
/// same open file, so that its position, O_APPEND and O_DIRECT hold. Error: what was refused.
/// Requires: can_be_torn(what).
core::Result<TornWrite> tear(const WaitingCall& call, const SystemCall& what, double part);

}  // namespace ordeal::nemesis
