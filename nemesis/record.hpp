// What is known of one fault of a run: when it was asked for, when it took hold and ended, and the
// evidence of what it touched. A line of faults.jsonl and an event of the history are made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/value.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/schedule.hpp"
#include "nemesis/target.hpp"

namespace ordeal::nemesis {

/// Of a fault on those who held a role: what came of asking for them.
struct AskedRole {
    std::string name;
    std::vector<Node> holders;  // none: the fault did not take hold
    core::Value answers;        // by node, what it said
};

/// All times are those of the run's clock.
struct FaultRecord {
    FaultId id = 0;
    Fault fault;  // of a role that nobody held: without nodes and links
    std::optional<AskedRole> role;
    core::Nanoseconds asked{0};              // when the schedule wanted it to begin
    std::optional<core::Nanoseconds> began;  // when it had taken hold; none: it never did
    std::optional<core::Nanoseconds> due;    // when the schedule wanted it to end; none: healed
    std::optional<core::Nanoseconds> ended;  // when its effect was over; none: not yet, or never
    Evidence at_begin;
    Evidence at_end;
    std::vector<std::string> errors;  // of its begin or of attempts to end it, in order

    /// Whether it touched anything, as far as is known.
    bool bit() const { return at_begin.bit || at_end.bit; }
};

/// One line of faults.jsonl, as docs/faults.md describes it.
core::Value to_value(const FaultRecord& record, Phase phase);

/// The event of process "nemesis" in the history: type info, f "partition" or "heal-partition",
/// the value of the fault, the error if it failed, and the field "fault" with the id.
core::Event to_event(const FaultRecord& record, Phase phase, core::Nanoseconds time);

/// The faults that took hold and ended, yet touched nothing.
std::vector<FaultRecord> toothless(const std::vector<FaultRecord>& records);

}  // namespace ordeal::nemesis
