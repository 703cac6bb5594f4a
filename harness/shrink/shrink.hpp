// From a scenario that fails to a small one that still does.
//
// The scenario is written out (write_out.hpp) and made simpler step by step: operations, keys,
// clients and faults are left out by delta debugging (ddmin.hpp); nodes, links of partitions,
// lengths of faults, the randomness of the network and the time between events by trying each. A
// step is taken only if the smaller scenario fails, too. Leaving something out moves the random
// numbers of all that comes after it, so a smaller scenario is tried with a few other seeds as well
// (after Hughes & Bolinder 2011, who repeat tests of concurrent programs for the same reason). All
// steps are tried again until none can be taken.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"
#include "harness/hunt/trial.hpp"

namespace ordeal::harness {

/// How large a scenario is that is written out.
struct ScenarioSize {
    std::size_t operations = 0;
    std::size_t faults = 0;
    std::size_t nodes = 0;
    std::size_t clients = 0;  // that do something
    std::size_t keys = 0;
    core::Nanoseconds length{0};  // until the last operation or end of a fault

    friend bool operator==(const ScenarioSize&, const ScenarioSize&) = default;
};
ScenarioSize size_of(const Scenario& scenario);

struct ShrinkProgress {
    std::atomic<std::uint64_t> tries{0};
    std::atomic<std::uint64_t> operations{0};  // of the smallest so far
    std::atomic<std::uint64_t> faults{0};
};

struct ShrinkOptions {
    /// How often a smaller scenario is tried: with its own seed first, then with others.
    std::uint64_t tries = 16;
    bool same_seed = false;    // the same scenario need not fail again: always its own seed
    std::uint64_t needed = 1;  // that fail, of the tries
    std::optional<core::Nanoseconds> budget;
    const core::Clock* clock;  // of the budget
    const std::atomic<bool>* stop = nullptr;
    ShrinkProgress* progress = nullptr;
};

struct ShrinkReport {
    Trial smallest;
    ScenarioSize before;
    ScenarioSize after;
    std::uint64_t tries = 0;
    double seconds = 0;
    bool complete = false;  // no step is left; false: the time was over
};

/// Requires: `written` is written out. Error: it does not fail, with any of the seeds.
core::Result<ShrinkReport> shrink(const Trial& written, const ShrinkOptions& options,
                                  const TryOut& try_out);

}  // namespace ordeal::harness
