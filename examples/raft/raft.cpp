#include "examples/raft/raft.hpp"

#include <algorithm>
#include <vector>

#include "examples/raft/event.hpp"

namespace ordeal::examples {

namespace {

/// The members at the beginning: so many servers, the first ones; of all none
/// need be named.
Raft::Members first_members(std::size_t members, const actors::Self& self) {
    std::vector<actors::Id> servers = self.peers;
    servers.push_back(self.id);
    std::ranges::sort(servers);
    if (members == 0 || members >= servers.size()) return {};
    return {{servers.begin(), servers.begin() + static_cast<std::ptrdiff_t>(members)}, {}};
}

}  // namespace

Raft::State Raft::start(const actors::Self& self, const std::optional<Storage>& recovered,
                        Out& out) const {
    State state;
    if (recovered)
        state.stored = *recovered;
    else
        state.stored.at_base.members = first_members(members, self);
    if (bug == RaftBug::forgets_vote || bug == RaftBug::forgets_term) state.stored.vote.reset();
    if (bug == RaftBug::forgets_term) state.stored.term = 0;
    state.committed = state.stored.base.index;
    state.registers = state.stored.at_base;
    out.set_timer(Timer::election, election_low, election_high);
    return state;
}

void Raft::message(const actors::Self& self, State& state, actors::Id from, const Message& message,
                   Out& out) const {
    detail::RaftEvent event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void Raft::timer(const actors::Self& self, State& state, const Timer& timer, Out& out) const {
    detail::RaftEvent event{*this, self, state, out};
    if (timer == Timer::election) {
        event.stand();
    } else if (timer == Timer::members) {
        event.change_members();
    } else {
        event.replicate_to_all();
        out.set_timer(Timer::heartbeat, heartbeat, heartbeat);
    }
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
