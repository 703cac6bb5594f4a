// The hunt for a run that fails: try after try of one scenario with other seeds and in other
// variations, until one has an invalid history or there is no time left.
//
// The first try is the scenario as it is. The work (operations, about) is shared out evenly among
// four kinds of try: the scenario with another seed; the scenario with a few things changed; a
// fresh variation (vary.hpp); and a change of a variation that showed behaviour that was not seen
// before (coverage-guided, after Zalewski's afl-fuzz). Tries are planned in batches: what a batch
// tries depends on the hunt's seed and the batches before it, never on which thread was faster, so
// a hunt is the same with any number of jobs but for where its time ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "harness/hunt/trial.hpp"
#include "harness/hunt/vary.hpp"

namespace ordeal::harness {

/// For a status line: written by the hunt's threads, read by another.
struct HuntProgress {
    std::atomic<std::uint64_t> tries{0};
    std::atomic<std::uint64_t> milliseconds{0};  // of all runs, on their own clocks
};

struct HuntOptions {
    std::uint64_t seed = 0;
    std::uint64_t most_tries = std::numeric_limits<std::uint64_t>::max();
    std::optional<core::Nanoseconds> budget;
    unsigned jobs = 1;
    std::size_t batch = 64;
    Variety variety;
    bool vary = true;          // false: only other seeds
    unsigned again = 1;        // how often a failure is run again
    const core::Clock* clock;  // of the budget
    const std::atomic<bool>* stop = nullptr;
    HuntProgress* progress = nullptr;
};

/// A failing try, and how often it failed when it was run again.
struct Prey {
    Trial trial;
    std::uint64_t number = 0;  // which try it was, from 1
    unsigned again = 0;
    unsigned failed_again = 0;
    unsigned identical = 0;  // of those: with the same history
};

struct HuntReport {
    std::uint64_t tries = 0;
    std::uint64_t undecided = 0;
    double virtual_seconds = 0;    // of all runs, on their own clocks
    double seconds = 0;            // of the hunt
    std::uint64_t variations = 0;  // that showed something that was not seen before
    Behaviour behaviour;           // of all runs
    std::optional<Prey> prey;
    std::uint64_t refused = 0;  // that could not be tried
    std::string first_refusal;
};

/// `try_out` is called from `jobs` threads at once.
/// Error: the scenario as it is could not be tried.
core::Result<HuntReport> hunt(const Scenario& scenario, const HuntOptions& options,
                              const TryOut& try_out);

}  // namespace ordeal::harness
