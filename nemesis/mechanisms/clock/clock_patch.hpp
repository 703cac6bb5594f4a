// Puts a node's clock into a program that has just been executed and has not run yet.
#pragma once

#include <cstdint>

#include <sys/types.h>

#include "core/result.hpp"
#include "nemesis/mechanisms/clock/tracee.hpp"
#include "nemesis/mechanisms/clock/vdso_image.hpp"

namespace ordeal::nemesis {

/// Where the vDSO is in that process. Error: it has none, or is a 32-bit program.
core::Result<std::uint64_t> vdso_address(pid_t process);

/// From here on the program and all that it forks ask the ClockPage in the file behind the
/// descriptor `page` of theirs, which is closed there. `vdso`: where the program has it.
/// Requires: the process stands before the program's first instruction.
/// Error: what was refused; the program then has the true time.
core::Result<void> patch_clock(Tracee& program, std::uint64_t vdso, const VdsoImage& image,
                               int page);

}  // namespace ordeal::nemesis
