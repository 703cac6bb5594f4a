// Figures that every report of a run shows, counted in one place.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

struct OutcomeCounts {
    std::uint64_t ok = 0;
    std::uint64_t fail = 0;
    std::uint64_t info = 0;
};

OutcomeCounts count_outcomes(const std::vector<core::Operation>& operations);

/// The faults of one kind: how many, how many of them touched nothing, and what they dropped.
struct FaultFigures {
    std::uint64_t count = 0;
    std::uint64_t idle = 0;
    std::uint64_t packets_dropped = 0;
};

/// By kind of fault. `faults`: the list of verdict.json.
std::map<std::string, FaultFigures> count_faults(const core::Value& faults);

}  // namespace ordeal::harness
