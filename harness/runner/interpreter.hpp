// Runs a generator against the worker pool in real time: asks it for calls, hands each to its
// worker, tells it of completions, until it is exhausted or the operator wants to stop.
#pragma once

#include <functional>

#include "core/clock.hpp"
#include "harness/generator/driver.hpp"
#include "harness/runner/interruption.hpp"
#include "harness/runner/worker_pool.hpp"

namespace ordeal::harness {

/// Returns when nothing is left to do and no call is under way; after a stop request, or once
/// `enough` says so, when the calls under way are over; after a kill request at once.
void interpret(gen::Driver& driver, WorkerPool& pool, const core::MonotonicClock& clock,
               const Interruption& interruption, const std::function<bool()>& enough = {});

}  // namespace ordeal::harness
