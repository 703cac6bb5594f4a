#include "nemesis/timing.hpp"

#include <algorithm>

#include "core/duration.hpp"

namespace ordeal::nemesis {

namespace {

using core::Nanoseconds;

constexpr std::uint64_t most_faults = 100'000;

/// The sum, but never beyond the horizon. Requires: time <= horizon, by >= 0.
Nanoseconds later(Nanoseconds time, Nanoseconds by, Nanoseconds horizon) {
    return by >= horizon - time ? horizon : time + by;
}

core::Result<void> check_positive(std::string_view field, std::optional<Nanoseconds> length) {
    if (length && *length <= Nanoseconds{0}) return core::fail("{}: must be longer than 0s", field);
    return {};
}

core::Result<void> check_start(const Timing& timing, Nanoseconds horizon) {
    if (timing.at && timing.every)
        return core::fail("at: happens once, \"every\" again and again: give one of the two");
    if (timing.at && timing.after != Nanoseconds{0})
        return core::fail("after: has no meaning beside \"at\": leave it out");
    const Nanoseconds first = timing.at.value_or(timing.after);
    const std::string_view field = timing.at ? "at" : "after";
    if (first < Nanoseconds{0} || timing.stagger < Nanoseconds{0})
        return core::fail("{}: must not be negative",
                          first < Nanoseconds{0} ? field : std::string_view("stagger"));
    if (first >= horizon)
        return core::fail("{}: {} is not before the end of the run phase, which lasts {}", field,
                          core::to_text(first), core::to_text(horizon));
    return {};
}

core::Result<void> check_end(const Timing& timing) {
    if (!timing.flip_flop && timing.every && !timing.lasts)
        return core::fail(
            "every: the first fault would last until the end of the run: say how "
            "long with \"for\" (of a kill: \"restart-after\"), or use \"flip-flop\"");
    if (!timing.flip_flop) return {};
    if (!timing.every) return core::fail("flip-flop: needs \"every\", the time between changes");
    if (timing.lasts)
        return core::fail(
            "flip-flop: ends a fault after one period: leave \"for\" (of a kill: "
            "\"restart-after\") out");
    if (timing.stagger >= *timing.every)
        return core::fail("stagger: must be shorter than \"every\" in a flip-flop");
    return {};
}

core::Result<void> check(const Timing& timing, Nanoseconds horizon) {
    return check_positive("every", timing.every)
        .and_then([&] { return check_positive("for", timing.lasts); })
        .and_then([&] { return check_start(timing, horizon); })
        .and_then([&] { return check_end(timing); });
}

/// Where the grid of beginnings goes on; at the horizon when there is no other.
Nanoseconds next_nominal(const Timing& timing, Nanoseconds nominal, Nanoseconds horizon) {
    if (!timing.every) return horizon;
    const Nanoseconds next = later(nominal, *timing.every, horizon);
    return timing.flip_flop ? later(next, *timing.every, horizon) : next;
}

Nanoseconds end_of(const Timing& timing, Nanoseconds nominal, Nanoseconds begin,
                   Nanoseconds horizon) {
    if (timing.flip_flop) return later(nominal, *timing.every, horizon);
    return timing.lasts ? later(begin, *timing.lasts, horizon) : horizon;
}

}  // namespace

core::Result<std::vector<Interval>> make_intervals(const Timing& timing, const core::Random& random,
                                                   Nanoseconds horizon) {
    if (auto sound = check(timing, horizon); !sound) return tl::unexpected(sound.error());
    std::vector<Interval> intervals;
    Nanoseconds nominal = timing.at.value_or(timing.after);
    Nanoseconds free_from{0};
    for (std::uint64_t k = 0; nominal < horizon && free_from < horizon; ++k) {
        if (k == most_faults)
            return core::fail("every: {} makes more than {} faults in a run of {}",
                              core::to_text(*timing.every), most_faults, core::to_text(horizon));
        const Nanoseconds wait{random.split(k).between(0, timing.stagger.count())};
        const Nanoseconds begin = std::max(later(nominal, wait, horizon), free_from);
        if (begin < horizon) {
            free_from = end_of(timing, nominal, begin, horizon);
            intervals.push_back({begin, free_from, k});
        }
        nominal = next_nominal(timing, nominal, horizon);
    }
    return intervals;
}

}  // namespace ordeal::nemesis
