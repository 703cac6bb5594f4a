// What a scenario asks of the nemesis: which fault, on whom, when. schedule.hpp turns plans into
// the exact faults of a run, as a pure function of seed and time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "nemesis/fault.hpp"

namespace ordeal::nemesis {

/// Times are relative to the start of the run phase. With `every` the k-th beginning (from 0) is at
/// after + k * every, with `at` the only one is there, with neither it is at `after`. A flip-flop
/// begins at one period and ends at the next. docs/faults.md has pictures.
struct Timing {
    std::optional<core::Nanoseconds> at;     // once, at this moment
    std::optional<core::Nanoseconds> every;  // again and again, from beginning to beginning
    core::Nanoseconds after{0};              // not before this moment
    core::Nanoseconds stagger{0};            // each beginning is later by a random part of this
    std::optional<core::Nanoseconds> lasts;  // `for` / `restart-after`; none: until the heal
    bool flip_flop = false;                  // begins at one period, ends at the next

    friend bool operator==(const Timing&, const Timing&) = default;
};

/// From `low` to `high`, both included: where they are one, nothing is drawn.
template <typename T>
struct Range {
    T low;
    T high;

    friend bool operator==(const Range&, const Range&) = default;
};

/// What nodes' clocks are at most: a hundred times too fast or too slow.
inline constexpr Range<double> clock_rates{0.01, 100};
/// How far they jump at most.
inline constexpr core::Nanoseconds farthest_offset = std::chrono::hours(24);

/// What the clients are called where links are named: all of them together are like a node.
inline constexpr std::string_view clients_name = "clients";

struct FaultPlan {
    std::string fault;             // one of fault_names()
    std::string shape;             // of a partition
    std::optional<Grudge> grudge;  // explicit, instead of a shape
    std::string target = "one";    // "one", "minority", "majority", "all"
    std::vector<Node> nodes;       // named nodes, instead of a target
    std::string role;              // whoever holds it when the fault begins, instead of a target
    Timing timing;
    Range<double> rate{0.5, 2};  // of a clock-drift, drawn for each node in thousandths
    Range<core::Nanoseconds> offset{core::Nanoseconds{-1'000'000'000},
                                    core::Nanoseconds{1'000'000'000}};  // of a clock-bump, too

    // Of faults that are for links: these, or those between the target and all other nodes.
    std::vector<LinkName> links;
    bool clients = false;            // those between the target and the clients, instead
    std::string direction = "both";  // "from" the target, "to" it, "both"
    Latency latency{Distribution::exponential, core::Nanoseconds{100'000'000}, {}};
    std::optional<double> probability;  // none: default_probability()
    std::uint64_t bandwidth = 256'000;  // bits a second
    bool mend_checksum = true;

    // Of faults of disks and files.
    std::vector<std::string> calls;  // empty: default_calls()
    std::string files = "*";
    std::uint64_t nth = 0;
    std::string point;           // of fiu
    std::uint64_t bits = 1;      // of bit-rot
    std::uint64_t size = 65536;  // bytes: left on a full disk, cut off by truncate, of memory

    double share = 0.5;  // of a stutter: how much of each period nodes run; of a processor
    core::Nanoseconds period{200'000'000};  // of a stutter, of a clock-strobe
    core::Nanoseconds up{500'000'000};      // of a crash-loop
    std::uint64_t limit = 16;               // of descriptors, of processes

    friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

/// How often a fault that is one of chance hits, where the plan does not say.
double default_probability(std::string_view fault);

/// Whether links of clients are among those that it names.
bool is_for_clients(const FaultPlan& plan);

/// "both", "from", "to".
std::vector<std::string_view> direction_names();

}  // namespace ordeal::nemesis
