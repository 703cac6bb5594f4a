// One try of a hunt or of a shrink: a scenario with a seed, and what came of it. Whoever hunts or
// shrinks is given a function that tries; whether that simulates or starts real processes is not
// its business.
#pragma once

#include <cstdint>
#include <functional>

#include "core/result.hpp"
#include "core/verdict.hpp"
#include "harness/hunt/behaviour.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

struct Trial {
    Scenario scenario;
    std::uint64_t seed = 0;
};

struct TrialResult {
    core::Verdict verdict = core::Verdict::unknown;  // of the history, without other checks
    double seconds = 0;                              // of the run, on its own clock
    std::uint64_t fingerprint = 0;                   // of the history, if it is invalid
    Behaviour behaviour;                             // empty where the nodes cannot be watched
};

/// Error: it could not be tried at all.
using TryOut = std::function<core::Result<TrialResult>(const Trial&)>;

}  // namespace ordeal::harness
