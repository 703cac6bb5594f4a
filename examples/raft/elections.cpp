// Terms, votes, and who leads.
#include "examples/raft/event.hpp"

namespace ordeal::examples::detail {

/// A later term makes a follower of anybody.
void RaftEvent::see(std::int64_t term) {
    if (term <= state.stored.term) return;
    stored().term = term;
    stored().vote.reset();
    if (state.role == Role::leader) {
        if (raft.heartbeats) out.cancel_timer(Timer::heartbeat);
        if (raft.members > 0) out.cancel_timer(Timer::members);
        set_election();
    }
    state.role = Role::follower;
    state.leader.reset();
    state.votes.clear();
    state.next.clear();
    state.match.clear();
    state.rounds = 0;
    state.rounds_heard.clear();
    state.reads.clear();
}

/// Only who counts for a majority stands.
void RaftEvent::stand() {
    set_election();
    if (!counts()) return;
    see(term() + 1);
    state.role = Role::candidate;
    stored().vote = self.id;
    state.votes = {self.id};
    out.broadcast(self.peers, Raft::RequestVote{term(), place(last_index())});
    if (enough(state.votes)) lead();
}

void RaftEvent::operator()(Id from, const Raft::RequestVote& m) {
    see(m.term);
    const Place last = place(last_index());
    const bool complete = std::pair(m.last.term, m.last.index) >= std::pair(last.term, last.index);
    const bool free = !state.stored.vote || *state.stored.vote == from;
    if (m.term < term() || !free || (!complete && raft.bug != RaftBug::votes_for_all)) return;
    if (!state.stored.vote) stored().vote = from;
    set_election();
    out.send(from, Raft::Vote{term()});
}

void RaftEvent::operator()(Id from, const Raft::Vote& m) {
    see(m.term);
    const bool old = m.term < term() && raft.bug != RaftBug::counts_old_votes;
    if (old || state.role != Role::candidate) return;
    state.votes.insert(from);
    if (enough(state.votes)) lead();
}

/// With an entry of its own term, for only such a one shows what earlier ones
/// are done.
void RaftEvent::lead() {
    state.role = Role::leader;
    state.leader = self.id;
    state.votes.clear();
    out.cancel_timer(Timer::election);
    for (const Id peer : self.peers) {
        state.next[peer] = last_index() + 1;
        state.match[peer] = 0;
    }
    if (raft.bug != RaftBug::commits_old_terms) append({term(), {}, {}});
    replicate_to_all();
    if (raft.heartbeats) out.set_timer(Timer::heartbeat, raft.heartbeat, raft.heartbeat);
    if (!members().current.empty()) out.set_timer(Timer::members, raft.change, raft.change);
    count();
}

/// Whoever sends entries of this term leads it.
void RaftEvent::follow(Id leader) {
    state.role = Role::follower;
    state.votes.clear();
    state.leader = leader;
    set_election();
}

}  // namespace ordeal::examples::detail
