#include "tests/linearizability/heard.hpp"

#include <map>
#include <set>

namespace ordeal::testing {

core::History heard(const std::vector<Placed>& history, const std::vector<core::Operation>& kinds,
                    std::vector<std::size_t>& placed_of) {
    std::map<std::size_t, std::size_t> moments;
    for (std::size_t i = 0; i < history.size(); ++i) {
        moments[history[i].invoked] = i;
        if (history[i].returned) moments[*history[i].returned] = i;
    }
    std::vector<std::int64_t> processes(history.size());
    std::set<std::int64_t> busy;
    core::History events;
    placed_of.clear();
    for (const auto& [moment, place] : moments) {
        const core::Operation& kind = kinds[history[place].kind];
        core::Event event;
        event.index = events.size();
        event.f = kind.f;
        event.value = kind.argument;
        if (moment == history[place].invoked) {
            while (busy.contains(processes[place]))
                ++processes[place];
            busy.insert(processes[place]);
        } else {
            busy.erase(processes[place]);
            event.type = kind.outcome;
            if (kind.outcome == core::EventType::ok) event.value = kind.result;
        }
        event.process.number = processes[place];
        events.push_back(std::move(event));
        placed_of.push_back(place);
    }
    return events;
}

std::vector<core::Operation> with_unfinished(std::vector<core::Operation> kinds) {
    const std::size_t count = kinds.size();
    for (std::size_t i = 0; i < count; ++i) {
        core::Operation kind = kinds[i];
        kinds.push_back(make_kind(kind.f, kind.argument, nullptr, "info"));
    }
    return kinds;
}

std::vector<Placed> beginning(const std::vector<Placed>& history, std::size_t events,
                              const std::vector<core::Operation>& kinds) {
    std::vector<Placed> out;
    for (Placed placed : history) {
        if (placed.invoked >= events) continue;
        const bool open = !placed.returned || *placed.returned >= events;
        if (open || kinds[placed.kind].outcome == core::EventType::info) {
            placed.returned.reset();
            if (open) placed.kind += kinds.size();
        }
        out.push_back(placed);
    }
    return out;
}

}  // namespace ordeal::testing
