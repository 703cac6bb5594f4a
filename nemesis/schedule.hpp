// The exact faults of a run, as a pure function of plans, nodes, seed and the length of the run
// phase: what begins and ends when, on whom. Every plan draws from a stream of its own, and every
// beginning from a stream of its own within it, so neither another plan nor a longer run moves
// what is there already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/value.hpp"
#include "nemesis/fault.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::nemesis {

enum class Phase : std::uint8_t { begin, end };

std::string_view to_text(Phase phase);

struct Step {
    core::Nanoseconds time{0};  // from the start of the run phase
    FaultId id = 0;
    Phase phase = Phase::begin;
    std::size_t plan = 0;  // position among the plans
    Fault fault;           // on a role: without nodes and links, see fault_on_holders()
    std::string role = {};
    std::uint64_t draw = 0;  // on a role: the seed of what is still to be drawn

    friend bool operator==(const Step&, const Step&) = default;
};

using Schedule = std::vector<Step>;

/// Sorts by time, where times tie ends before beginnings and then by id; after that ids count from
/// 1 in order of beginning.
void put_in_order(Schedule& schedule);

/// Guarantees: sorted by time, ends before beginnings where times tie; ids count from 1 in order
/// of beginning; every beginning is before the horizon and has one end, later than it and not
/// after the horizon; faults of one plan never overlap. The same arguments give the same schedule
/// on every machine.
/// Errors, which begin with the place in the scenario ("nemesis[2].shape: ..."): an unknown fault,
/// shape, target or node; fewer nodes than needed; times that contradict each other, or that lie
/// beyond the horizon; more than 100,000 faults from one plan.
core::Result<Schedule> make_schedule(const std::vector<FaultPlan>& plans,
                                     const std::vector<Node>& nodes, std::uint64_t seed,
                                     core::Nanoseconds horizon);

/// The fault of a step that is on a role, when these nodes hold it: a pure function, too. Error:
/// they are more than the partition's shape has a place for.
/// Requires: `plan` is that of the step; there is at least one holder.
core::Result<Fault> fault_on_holders(const Step& step, const FaultPlan& plan,
                                     const std::vector<Node>& holders,
                                     const std::vector<Node>& nodes);

/// {"time":..,"phase":"begin","id":1,"plan":0,"fault":"kill","value":["n2"]}, times in ns; "role",
/// if there is one, in place of the value.
core::Value to_value(const Step& step);

}  // namespace ordeal::nemesis
