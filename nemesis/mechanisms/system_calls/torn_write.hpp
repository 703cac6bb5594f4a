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

/// A disk writes a sector whole or not at all, and servers rely on that.
inline constexpr std::uint64_t sector_bytes = 512;

/// Writes the call's first `part` (in [0, 1)), less what is no whole sector of the file, where the
/// call would have: through the same open file, so that its position, O_APPEND and O_DIRECT hold.
/// What lies within one sector is not written at all. Error: what was refused.
/// Requires: can_be_torn(what).
core::Result<TornWrite> tear(const WaitingCall& call, const SystemCall& what, double part);

}  // namespace ordeal::nemesis
