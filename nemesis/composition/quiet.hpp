// Quiet periods: stretches of a run in which no fault is active, so that the system gets to answer
// and a run has moments at which it must be well again. A pure function from schedule to schedule.
#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "nemesis/schedule.hpp"

namespace ordeal::nemesis {

/// The last `lasts` of every `every`, counted from the start of the run phase: with 10 s and 3 s it
/// is quiet from 7 s to 10 s, from 17 s to 20 s, ...
struct Quiet {
    core::Nanoseconds every{0};
    core::Nanoseconds lasts{0};

    friend bool operator==(const Quiet&, const Quiet&) = default;
};

/// Whether the moment is in a quiet period: those include their beginning and not their end.
/// Requires: 0 < lasts < every, time >= 0.
bool is_quiet(const Quiet& quiet, core::Nanoseconds time);

/// The schedule without the faults that would begin in a quiet period, and with those that would
/// last into one ended at its beginning. Guarantees: what make_schedule() guarantees; the faults
/// that are left begin when they did. A schedule that is quiet already comes back as it was.
/// Error, with the place in the scenario: periods that are not shorter than what they come in.
core::Result<Schedule> hush(const Quiet& quiet, const Schedule& schedule);

}  // namespace ordeal::nemesis
