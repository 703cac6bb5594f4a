#include "nemesis/composition/quiet.hpp"

#include <algorithm>
#include <map>

#include "core/duration.hpp"

namespace ordeal::nemesis {

namespace {

using core::Nanoseconds;

/// The first moment at or after this one that is quiet.
Nanoseconds next_quiet(const Quiet& quiet, Nanoseconds time) {
    if (is_quiet(quiet, time)) return time;
    const Nanoseconds period = time - time % quiet.every;
    return period + quiet.every - quiet.lasts;
}

core::Result<void> check(const Quiet& quiet) {
    if (quiet.lasts <= Nanoseconds{0}) return core::fail("nemesis.quiet.for: must be above 0s");
    if (quiet.lasts < quiet.every) return {};
    return core::fail("nemesis.quiet.for: {} is not shorter than every {}: nothing would happen",
                      core::to_text(quiet.lasts), core::to_text(quiet.every));
}

/// The faults that stay, by their ids, with the moments of their ends.
std::map<FaultId, Nanoseconds> ends_of(const Quiet& quiet, const Schedule& schedule) {
    std::map<FaultId, Nanoseconds> ends;
    for (const Step& step : schedule)
        if (step.phase == Phase::begin && !is_quiet(quiet, step.time))
            ends[step.id] = next_quiet(quiet, step.time);
    for (const Step& step : schedule)
        if (const auto found = ends.find(step.id); found != ends.end() && step.phase == Phase::end)
            found->second = std::min(found->second, step.time);
    return ends;
}

}  // namespace

bool is_quiet(const Quiet& quiet, Nanoseconds time) {
    return time % quiet.every >= quiet.every - quiet.lasts;
}

core::Result<Schedule> hush(const Quiet& quiet, const Schedule& schedule) {
    if (auto sound = check(quiet); !sound) return tl::unexpected(sound.error());
    const auto ends = ends_of(quiet, schedule);
    Schedule hushed;
    for (Step step : schedule) {
        const auto end = ends.find(step.id);
        if (end == ends.end()) continue;
        if (step.phase == Phase::end) step.time = end->second;
        hushed.push_back(std::move(step));
    }
    put_in_order(hushed);
    return hushed;
}

}  // namespace ordeal::nemesis
