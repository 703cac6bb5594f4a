// Histories made up by a simulation of a correct system, and then broken on request: for
// benchmarks, for tests, and to try a checker on.
#pragma once

#include <cstdint>
#include <string>

#include "core/history/event.hpp"
#include "core/result.hpp"

namespace ordeal::linearizability {

enum class Violation : std::uint8_t { none, start, middle, end };

struct GenerateOptions {
    std::string model = "cas-register";
    std::size_t operations = 1000;
    std::size_t processes = 5;  // all of them busy all the time
    std::size_t keys = 0;       // 0: operations carry no key
    std::size_t values = 5;     // drawn from 0 .. values - 1; 0: every written value is different
    std::size_t crashed = 0;    // operations that end in info, spread evenly
    Violation violation = Violation::none;
    std::uint64_t seed = 1;
};

/// Each operation takes effect at a random moment between invocation and completion; a crashed one
/// with probability one half. A violation is an operation at or after the place asked for whose
/// answer is one that was never possible. Initial state: null. Error: a model of which none are
/// made (there are the registers, kv, queues, stack, set and counter); or nothing could be spoilt.
core::Result<core::History> generate_history(const GenerateOptions& options);

}  // namespace ordeal::linearizability
