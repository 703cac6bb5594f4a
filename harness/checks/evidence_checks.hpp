// Checks on what happened to the nodes: did the faults touch anything, did a node die by itself.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/checks/check.hpp"
#include "harness/worlds/world.hpp"
#include "nemesis/record.hpp"

namespace ordeal::harness {

/// What it means that a fault touched nothing or could not be made to begin or end.
enum class Toothless : std::uint8_t { warning, unknown };

/// "faults-bit": a warning for each fault that touched nothing, could not begin, or could not be
/// ended; without any of these, valid. With Toothless::unknown the verdict is unknown then.
CheckResult check_faults_bit(const std::vector<nemesis::FaultRecord>& faults,
                             Toothless toothless = Toothless::warning);

/// "crashed-nodes": a node that ended although no fault ended it makes the run invalid; one that
/// SIGKILL or SIGTERM ended, which only somebody else can have sent, leaves it unknown.
CheckResult check_crashed_nodes(const std::vector<Crash>& crashes);

}  // namespace ordeal::harness
