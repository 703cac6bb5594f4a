#include "linearizability/search/schedule.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace ordeal::linearizability {

namespace {

struct Moment {
    std::size_t position;
    std::uint32_t event;
};

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
    std::vector<Moment> moments;
    moments.reserve(2 * spans.size());
    for (std::uint32_t call = 0; call < spans.size(); ++call) {
        moments.push_back({spans[call].invoked, 2 * call});
        if (spans[call].returned) moments.push_back({*spans[call].returned, 2 * call + 1});
    }
    std::sort(moments.begin(), moments.end(),
              [](const Moment& a, const Moment& b) { return a.position < b.position; });
    Schedule schedule;
    schedule.begin.resize(spans.size());
    schedule.end.assign(spans.size(), never);
    schedule.events.reserve(moments.size());
    for (const Moment& moment : moments) {
        const auto at = static_cast<std::uint32_t>(schedule.events.size());
        auto& side = Schedule::is_return(moment.event) ? schedule.end : schedule.begin;
        side[Schedule::call_of(moment.event)] = at;
        schedule.events.push_back(moment.event);
    }
    return schedule;
}

}  // namespace ordeal::linearizability
