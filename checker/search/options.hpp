// How a search is run: its order, what it remembers of a state, and when it stops.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/search/progress.hpp"

namespace ordeal::checker {

/// A search on disk, see checker/store/checkpoint.hpp.
struct Checkpoint;
/// Names of options and what they were.
using Configuration = std::vector<std::pair<std::string, std::string>>;

struct CheckpointOptions {
    /// Where the search is kept, so that it can be continued; empty: nowhere. Breadth first only.
    std::string path;
    /// It is written so often, and whenever the search ends.
    std::chrono::nanoseconds every = std::chrono::seconds(60);
    /// A search to be continued, by read_checkpoint(). What follows must be the same as it was.
    std::shared_ptr<const Checkpoint> resume;
    std::string program;
    Configuration configuration;  // of the model
};

/// Where a breadth-first search keeps what does not fit into memory.
struct DiskOptions {
    std::string directory;  // empty: nowhere
    /// Of the states that were seen, so many bytes are in memory; half a million at least.
    std::size_t cache_bytes = std::size_t{1} << 30;
};

enum class Strategy {
    breadth_first,  // level by level: the counterexamples are the shortest ones
    depth_first,
    iterative_deepening,  // the shortest ones in little memory, by fingerprints, with one thread
    simulation            // random walks: finds, never proves
};

constexpr std::string_view to_text(Strategy strategy) {
    switch (strategy) {
        case Strategy::breadth_first:
            return "breadth-first";
        case Strategy::depth_first:
            return "depth-first";
        case Strategy::iterative_deepening:
            return "iterative-deepening";
        case Strategy::simulation:
            return "simulation";
    }
    return "breadth-first";
}

/// What is remembered of the states that were seen.
enum class Memory {
    exact,       // the states themselves
    fingerprint  // 64 bits of each: two states may collide, with a probability that is reported
};

constexpr std::string_view to_text(Memory memory) {
    return memory == Memory::exact ? "exact" : "fingerprint";
}

/// Which of the paths that never end count, for liveness.
enum class Fairness {
    none,  // all
    /// Those on which every class of actions (Model::fairness_class) that is enabled from some time
    /// on is taken again and again. And a path may end where no action that has a class is enabled:
    /// the others need never be taken.
    weak
};

constexpr std::string_view to_text(Fairness fairness) {
    return fairness == Fairness::none ? "none" : "weak";
}

struct SearchOptions {
    Strategy strategy = Strategy::breadth_first;
    Memory memory = Memory::exact;
    unsigned threads = 1;
    /// Goes on when every property has its example or counterexample.
    bool explore_all = false;
    Fairness fairness = Fairness::none;
    /// Takes some states twice, before the search, and compares what can be done there.
    bool check_determinism = true;
    std::optional<std::uint64_t> max_states;  // unique ones: no more than these are seen
    /// Initial states have depth 1; states at this depth are seen and not expanded.
    std::optional<std::uint32_t> max_depth;
    std::optional<std::chrono::nanoseconds> timeout;
    std::optional<std::size_t> max_memory_bytes;
    const std::atomic<bool>* cancelled = nullptr;  // polled

    /// One state of each orbit of a model that says which of its parts are interchangeable
    /// (reduction/symmetry.hpp); refused where it does not.
    bool symmetry = false;
    /// Of actors: one order of deliveries where others make no difference
    /// (reduction/partial_order.hpp). Refused where a property does not say what it looks at.
    bool partial_order = false;

    CheckpointOptions checkpoint;
    DiskOptions disk;

    /// Called now and then by one of the threads that search.
    std::function<void(const Progress&)> progress;
    std::chrono::nanoseconds progress_every = std::chrono::milliseconds(500);

    std::uint64_t seed = 0;      // simulation
    std::uint64_t walks = 1000;  // simulation
};

}  // namespace ordeal::checker
