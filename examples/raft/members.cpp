// Who counts for a majority, and how that changes: joint consensus (Ongaro &
// Ousterhout 2014, section 6). No majority of the old members and no majority
// of the new ones decides alone while servers differ in which of them they
// know: between the two stands an entry that asks for both, and the new members
// follow it only when it is committed.
#include <algorithm>
#include <vector>

#include "examples/raft/event.hpp"

namespace ordeal::examples::detail {

namespace {

bool most_of(const std::set<actors::Id>& group, const std::set<actors::Id>& servers) {
    const auto among = std::ranges::count_if(
        group, [&](const actors::Id server) { return servers.contains(server); });
    return 2 * static_cast<std::size_t>(among) > group.size();
}

/// As many as there are, in the ring of all servers, beginning with the last of
/// them.
std::set<actors::Id> following(const std::set<actors::Id>& group, const actors::Self& self) {
    std::vector<actors::Id> ring = self.peers;
    ring.push_back(self.id);
    std::ranges::sort(ring);
    std::size_t last = 0;
    while (!group.contains(ring[last]) || group.contains(ring[(last + 1) % ring.size()]))
        ++last;
    std::set<actors::Id> next;
    for (std::size_t i = 0; i < group.size(); ++i)
        next.insert(ring[(last + i) % ring.size()]);
    return next;
}

}  // namespace

/// Those of the last entry that names some, committed or not.
const Raft::Members& RaftEvent::members() const {
    for (std::int64_t index = last_index(); index > state.committed; --index)
        if (entry(index).members) return *entry(index).members;
    return state.registers.members;
}

/// Whether a change of members is not committed.
bool RaftEvent::changing() const {
    for (std::int64_t index = last_index(); index > state.committed; --index)
        if (entry(index).members) return true;
    return !state.registers.members.next.empty();
}

bool RaftEvent::enough(const std::set<Id>& servers) const {
    const Raft::Members& all = members();
    if (all.current.empty()) return servers.size() >= self.majority();
    return most_of(all.current, servers) && (all.next.empty() || most_of(all.next, servers));
}

bool RaftEvent::counts() const {
    const Raft::Members& all = members();
    return all.current.empty() || all.current.contains(self.id) || all.next.contains(self.id);
}

/// A leader begins to replace the members. Requires: not all servers are
/// members.
void RaftEvent::change_members() {
    if (raft.heartbeats) out.set_timer(Timer::members, raft.change, raft.change);
    if (changing()) return;
    const std::set<Id> current = members().current;
    const std::set<Id> next = following(current, self);
    if (raft.bug == RaftBug::changes_at_once)
        append({term(), {}, Raft::Members{next, {}}});
    else
        append({term(), {}, Raft::Members{current, next}});
    replicate_to_all();
    count();
}

/// A leader has committed something: if it was an entry with old and new
/// members, the new ones follow; if it was one without this server, somebody
/// else is to lead.
void RaftEvent::settle_members() {
    const Raft::Members done = state.registers.members;
    if (done.current.empty() || &members() != &state.registers.members) return;
    if (!done.next.empty()) {
        append({term(), {}, Raft::Members{done.next, {}}});
        replicate_to_all();
        count();
    } else if (!done.current.contains(self.id)) {
        see(term() + 1);
    }
}

}  // namespace ordeal::examples::detail
