#include "examples/crdt-counter/crdt_counter.hpp"

#include <algorithm>

namespace ordeal::examples {

namespace {

using actors::Id;
using Bug = CrdtCounterBug;
using Tally = CrdtCounter::Tally;

void count(Tally& tally, std::int64_t value, Bug bug) {
    if (value > 0 || bug == Bug::single_number)
        tally.up += value;
    else
        tally.down -= value;
}

/// What is added up again and again grows beyond all numbers.
std::int64_t add_up(std::int64_t here, std::int64_t other) {
    constexpr std::int64_t most = 1'000'000'000'000'000;
    return std::clamp(here + other, -most, most);
}

void merge(Tally& here, const Tally& other, Bug bug) {
    if (bug == Bug::adds_up)
        here = {add_up(here.up, other.up), add_up(here.down, other.down)};
    else if (bug == Bug::overwrites)
        here = other;
    else
        here = {std::max(here.up, other.up), std::max(here.down, other.down)};
}

}  // namespace

std::int64_t CrdtCounter::sum(const Counters& counters, const core::Value& key) {
    const auto found = counters.find(key);
    std::int64_t sum = 0;
    if (found == counters.end()) return sum;
    for (const auto& [server, tally] : found->second)
        sum += tally.up - tally.down;
    return sum;
}

CrdtCounter::State CrdtCounter::start(const actors::Self&, const std::optional<Storage>& recovered,
                                      Out& out) const {
    State state;
    if (recovered) state.counters = recovered->counters;
    if (repeats) out.set_timer(Timer::tell, interval, interval);
    return state;
}

void CrdtCounter::message(const actors::Self& self, State& state, Id from, const Message& message,
                          Out& out) const {
    if (const auto* read = std::get_if<actors::Read>(&message)) {
        out.reply(from, read->msg_id, actors::ReadOk{0, sum(state.counters, read->key)});
    } else if (const auto* add = std::get_if<Add>(&message)) {
        count(state.counters[add->key][self.id], add->value, bug);
        if (bug != Bug::unsaved) out.save({state.counters});
        out.reply(from, add->msg_id, AddOk{});
        if (!repeats) out.broadcast(self.peers, Merge{state.counters});
    } else if (const auto* other = std::get_if<Merge>(&message)) {
        const Counters before = state.counters;
        for (const auto& [key, tallies] : other->counters)
            for (const auto& [server, tally] : tallies)
                merge(state.counters[key][server], tally, bug);
        if (state.counters != before) out.save({state.counters});
    }
}

void CrdtCounter::timer(const actors::Self& self, State& state, const Timer& timer,
                        Out& out) const {
    out.broadcast(self.peers, Merge{state.counters});
    out.set_timer(timer, interval, interval);
}

}  // namespace ordeal::examples
