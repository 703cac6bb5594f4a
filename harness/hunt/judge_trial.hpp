// The verdict about the history of one try: as a run is judged, but without searching for the few
// operations to blame, and on one thread, because tries run side by side.
#pragma once

#include <atomic>

#include "core/history/event.hpp"
#include "core/verdict.hpp"
#include "harness/scenario/scenario.hpp"

namespace ordeal::harness {

/// Unknown after ten seconds, or after the scenario's own limit if that is shorter, or once
/// `cancelled` is set (may be null).
core::Verdict judge_trial(const Scenario& scenario, const core::History& history,
                          const std::atomic<bool>* cancelled);

/// The same of any history with the same events in the same order.
std::uint64_t fingerprint(const core::History& history);

}  // namespace ordeal::harness
