#include "linearizability/search/schedule.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace ordeal::linearizability {

namespace {

struct Moment {
    std::size_t position;
    std::uint32_t event;
};

/// 2 * call for each invocation and 2 * call + 1 for each return, by position, where the positions
/// lie so close together that each can have a place of its own; none else.
std::vector<std::uint32_t> events_of_dense(const std::vector<Span>& spans) {
    std::size_t last = 0;
    for (const Span& span : spans)
        last = std::max({last, span.invoked, span.returned.value_or(0)});
    const std::size_t first = spans.empty() ? 0 : spans.front().invoked;
    if (last - first > 8 * spans.size()) return {};
    std::vector<std::uint32_t> events(last - first + 1, never);
    for (std::uint32_t call = 0; call < spans.size(); ++call) {
        events[spans[call].invoked - first] = 2 * call;
        if (spans[call].returned) events[*spans[call].returned - first] = 2 * call + 1;
    }
    std::erase(events, never);
    return events;
}

std::vector<std::uint32_t> events_of(const std::vector<Span>& spans) {
    std::vector<Moment> moments;
    moments.reserve(2 * spans.size());
    for (std::uint32_t call = 0; call < spans.size(); ++call) {
        moments.push_back({spans[call].invoked, 2 * call});
        if (spans[call].returned) moments.push_back({*spans[call].returned, 2 * call + 1});
    }
    std::sort(moments.begin(), moments.end(),
              [](const Moment& a, const Moment& b) { return a.position < b.position; });
    std::vector<std::uint32_t> events;
    events.reserve(moments.size());
    for (const Moment& moment : moments)
        events.push_back(moment.event);
    return events;
}

}  // namespace

std::uint32_t Schedule::width() const {
    std::uint32_t open = 0;
    std::uint32_t most = 0;
    for (const std::uint32_t event : events) {
        if (end[call_of(event)] == never) continue;
        open += is_return(event) ? -1 : 1;
        most = std::max(most, open);
    }
    return most;
}

Schedule make_schedule(const std::vector<Span>& spans) {
    CHECK(spans.size() < never / 2, "{} operations on one key", spans.size());
    Schedule schedule;
    schedule.events = events_of_dense(spans);
    if (schedule.events.empty()) schedule.events = events_of(spans);
    schedule.begin.resize(spans.size());
    schedule.end.assign(spans.size(), never);
    for (std::uint32_t at = 0; at < schedule.events.size(); ++at) {
        const std::uint32_t event = schedule.events[at];
        auto& side = Schedule::is_return(event) ? schedule.end : schedule.begin;
        side[Schedule::call_of(event)] = at;
    }
    return schedule;
}

}  // namespace ordeal::linearizability
