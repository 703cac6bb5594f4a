// Faults by one word, for those who know Jepsen's nemeses: "partition-halves", "kill-one",
// "packet", "everything". A word is a fault on somebody, with a rhythm that fits the length of the
// run; or a group, of which a run has what its world and its machine can do, by turns.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "nemesis/described.hpp"
#include "nemesis/plan.hpp"

namespace ordeal::nemesis {

/// From the beginning of a fault to that of the next, unless the scenario says: at least four of
/// them in a run, and none longer than 10 s.
core::Nanoseconds usual_interval(core::Nanoseconds run);

/// What one word stands for, without times: a fault's name, which hits one node; a fault's name and
/// a target, "kill-all"; "partition-" and a shape; another name of one of these. None: no such
/// word, or a group.
std::optional<FaultPlan> preset(std::string_view word);

/// The faults of a group, without times, as many as it ever has. Empty: no such group.
std::vector<FaultPlan> group(std::string_view word);

/// Begins once in each interval, after a quarter to a half of it, and lasts half of it.
/// Requires: interval > 0.
Timing rhythm(core::Nanoseconds interval);

/// Every group, then what other words look like: for `ordeal list presets`.
std::vector<Described> preset_names();
/// Every word that stands for something.
std::vector<std::string> preset_words();

}  // namespace ordeal::nemesis
