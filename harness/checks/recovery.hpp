// How long a system takes to recover: from the end of a fault to the first operation that succeeds,
// and until as many succeed as before anything was broken. Both are measured where they mean
// something: at the end of a fault while no other is in force, and until the next one begins.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "nemesis/record.hpp"

namespace ordeal::harness {

struct Recovery {
    nemesis::FaultId fault = 0;
    std::string kind;
    core::Nanoseconds ended{0};
    /// From the end to the first ok completion of an operation that was invoked after it; none: not
    /// before the next fault, or the end of the run.
    std::optional<core::Nanoseconds> first_ok;
    /// From the end to the beginning of the first half second in which at least 80 of 100 of the
    /// usual number of operations succeed; none: not before then, or there is no usual number.
    std::optional<core::Nanoseconds> throughput;
};

struct Recoveries {
    std::vector<Recovery> each;              // in order of their ends
    std::size_t overlapped = 0;              // faults that ended while another one was in force
    std::optional<double> usual_per_second;  // before the first fault; none: too little to tell
};

/// What is usual is measured from the first operation to the first fault, if that is half a second
/// with ten successes at least. Linear but for sorting.
Recoveries measure_recovery(const std::vector<core::Operation>& operations,
                            const std::vector<nemesis::FaultRecord>& faults);

/// {"overlapped":..,"usual-per-second":..,"faults":[{"fault":..,"kind":..,"ended":..,"first-ok":..,
/// "throughput":..}]}, times in ns.
core::Value to_value(const Recoveries& recoveries);

/// "first ok 3 ms to 1.2s after 5 faults, throughput back within 2.1s"; empty without faults.
std::string told(const Recoveries& recoveries);

}  // namespace ordeal::harness
