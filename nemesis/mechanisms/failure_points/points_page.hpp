// The memory that the harness shares with every process of a node whose failure points can fail:
// how often each of them is to fail, and how often it has. The harness changes a probability with
// one store; the code that a process has loaded (preload/points.cpp) reads it when the process
// comes to a point. It stays where it is when a process forks, and is mapped again after an exec.
// Nothing but the compiler and core/hash.hpp is needed here, so that it weighs nothing in servers.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/hash.hpp"

namespace ordeal::nemesis {

inline constexpr std::size_t most_points = 32;
inline constexpr std::size_t longest_point = 111;  // bytes of a name

/// The variable with the path of the file that is mapped.
inline constexpr const char* points_variable = "ORDEAL_FAILURE_POINTS";

/// A failure point, or all whose names begin so, where it ends with `*`.
struct PointSlot {
    char name[longest_point + 1] = {};
    std::uint64_t seed = 0;
    std::atomic<double> probability{0};
    std::atomic<std::uint64_t> asked{0};   // while the probability was not 0
    std::atomic<std::uint64_t> failed{0};  // of these
};

/// Its slots are in the order in which libfiu has to hear of them: of two that begin the same the
/// longer name is first.
struct PointsPage {
    std::uint64_t count = 0;
    PointSlot slots[most_points];
};

static_assert(std::atomic<double>::is_always_lock_free);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

/// Whether all that is called `name`, which may be such a pattern itself, is also called `pattern`.
constexpr bool covers(std::string_view pattern, std::string_view name) {
    if (pattern == name) return true;
    if (!pattern.ends_with('*')) return false;
    pattern.remove_suffix(1);
    return name.starts_with(pattern);
}

/// Whether the process is to fail at this point, which it has come to.
/// Guarantees: the k-th that is asked meets the same fate in every run with this seed.
inline bool strikes(PointSlot& slot) {
    const double probability = slot.probability.load(std::memory_order_relaxed);
    if (probability <= 0) return false;
    const std::uint64_t number = slot.asked.fetch_add(1, std::memory_order_relaxed);
    const std::uint64_t drawn = core::hash_combine(slot.seed, number);
    if (static_cast<double>(drawn >> 11U) * 0x1.0p-53 >= probability) return false;
    slot.failed.fetch_add(1, std::memory_order_relaxed);
    return true;
}

/// Of those called `name`, by every slot that covers them.
inline bool strikes_any(PointsPage& page, std::string_view name) {
    bool struck = false;
    for (std::uint64_t i = 0; i < page.count && i < most_points; ++i)
        if (covers(page.slots[i].name, name) && strikes(page.slots[i])) struck = true;
    return struck;
}

}  // namespace ordeal::nemesis
