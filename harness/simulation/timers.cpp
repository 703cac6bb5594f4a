#include "harness/simulation/timers.hpp"

#include <algorithm>
#include <cmath>

namespace ordeal::harness {

using core::Nanoseconds;

namespace {

/// Longer than any run, and far from where times overflow.
constexpr double longest_ns = 1e18;

/// The same span on a clock that runs `factor` times as fast.
Nanoseconds scaled(Nanoseconds span, double factor) {
    if (factor == 1.0) return span;
    return Nanoseconds(
        std::llround(std::min(static_cast<double>(span.count()) * factor, longest_ns)));
}

}  // namespace

SimTimers::SimTimers(const std::vector<nemesis::Node>& names, std::uint64_t seed,
                     const core::Clock& clock, Agenda& agenda)
    : clock_(clock), agenda_(agenda) {
    for (const auto& name : names)
        members_.push_back(
            {.random = core::Random(seed).split(name).split("timers"), .timers = {}, .drifts = {}});
}

void SimTimers::change(std::size_t node, const actors::ClusterEffects::TimerChange& change) {
    Member& member = members_[node];
    if (member.timers.size() <= change.timer) member.timers.resize(change.timer + 1);
    Timer& timer = member.timers[change.timer];
    ++timer.version;
    timer.pending = change.set;
    if (!change.set) return;
    const Nanoseconds delay(member.random.between(change.low.count(), change.high.count()));
    for (auto& [id, drift] : member.drifts)
        ++drift.set;
    plan(node, change.timer, clock_.now() + scaled(delay, 1 / member.rate));
}

void SimTimers::plan(std::size_t node, std::size_t timer, Nanoseconds due) {
    members_[node].timers[timer].due = due;
    agenda_.plan({.time = due,
                  .kind = OccurrenceKind::timer,
                  .place = static_cast<std::uint32_t>(node),
                  .number = static_cast<std::uint32_t>(timer),
                  .version = members_[node].timers[timer].version});
}

bool SimTimers::fires(const Occurrence& occurrence) {
    Timer& timer = members_[occurrence.place].timers[occurrence.number];
    if (timer.version != occurrence.version) return false;
    timer.pending = false;
    return true;
}

void SimTimers::forget(std::size_t node) {
    for (Timer& timer : members_[node].timers) {
        ++timer.version;
        timer.pending = false;
    }
}

/// Moves every pending timer that is not due already to new_due(due).
template <typename NewDue>
std::vector<SimTimers::Moved> SimTimers::move(std::size_t node, NewDue&& new_due) {
    std::vector<Moved> moved;
    std::vector<Timer>& timers = members_[node].timers;
    for (std::size_t number = 0; number < timers.size(); ++number) {
        Timer& timer = timers[number];
        if (!timer.pending || timer.due <= clock_.now()) continue;
        const Nanoseconds before = timer.due;
        const Nanoseconds due = std::max(new_due(before), clock_.now());
        if (due == before) continue;
        ++timer.version;
        plan(node, number, due);
        moved.push_back({number, due - before});
    }
    return moved;
}

/// The clock goes on at the rate of all drifts together: what was left of a timer on this clock
/// stays, and passes at the new rate.
std::vector<SimTimers::Moved> SimTimers::set_rate(std::size_t node) {
    Member& member = members_[node];
    double rate = 1;
    for (const auto& [id, drift] : member.drifts)
        rate *= drift.rate;
    const double factor = member.rate / rate;
    member.rate = rate;
    const Nanoseconds now = clock_.now();
    return move(node, [&](Nanoseconds due) { return now + scaled(due - now, factor); });
}

std::vector<SimTimers::Moved> SimTimers::begin_drift(std::size_t node, nemesis::FaultId id,
                                                     double rate) {
    members_[node].drifts[id].rate = rate;
    return set_rate(node);
}

SimTimers::EndOfDrift SimTimers::end_drift(std::size_t node, nemesis::FaultId id) {
    auto& drifts = members_[node].drifts;
    const auto drift = drifts.find(id);
    const std::uint64_t set = drift->second.set;
    drifts.erase(drift);
    return {set_rate(node), set};
}

std::vector<SimTimers::Moved> SimTimers::jump(std::size_t node, Nanoseconds by) {
    // Time that passes on a clock that runs fast is shorter; a jump is one of the clock.
    const Nanoseconds real = scaled(by, 1 / members_[node].rate);
    return move(node, [&](Nanoseconds due) { return due - real; });
}

}  // namespace ordeal::harness
