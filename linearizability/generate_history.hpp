// Histories made up by a simulation of a correct system, and then broken on request: for
// benchmarks, for tests, and to try a checker on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
    std::string violation_kind = {};  // of violation_kinds(model); empty: the first of them
    std::uint64_t seed = 1;
};

/// The kinds of violation that can be planted in histories of the model, the usual one first; none
/// for an unknown model.
///   unwritten    a value is seen that nobody ever wrote, put in, added
///   stale        a value is seen that had been overwritten, or removed
///   lost         an update was acknowledged, and is gone
///   reordered    two things come out, or are seen, in the wrong order
///   duplicated   one thing is had twice
///   torn         half of one transaction is seen with half of another
std::vector<std::string_view> violation_kinds(std::string_view model);

/// Each operation takes effect at a random moment between invocation and completion; a crashed one
/// with probability one half. A violation is an episode of one to a few operations from about the
/// place asked for on, that no correct system can have answered. Initial state: null. Error: an
/// unknown model, a kind that it does not have, no process, or too few operations for the episode.
core::Result<core::History> generate_history(const GenerateOptions& options);

}  // namespace ordeal::linearizability
