#include "examples/raft/raft.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Out = Raft::Out;
using Place = Raft::Place;
using Role = Raft::Role;
using State = Raft::State;
using Timer = Raft::Timer;

/// The handlers of one event: an actor, its state, and where effects go. What is to be saved is
/// saved once, at the end.
struct Event {
    const Raft& raft;
    const Self& self;
    State& state;
    Out& out;
    bool changed = false;

    Raft::Storage& stored() {
        changed = true;
        return state.stored;
    }
    std::int64_t term() const { return state.stored.term; }
    std::int64_t last_index() const { return Raft::last_index(state.stored); }

    /// Requires: base.index < index <= last_index().
    const Raft::Entry& entry(std::int64_t index) const {
        return state.stored.log[static_cast<std::size_t>(index - state.stored.base.index - 1)];
    }
    /// Requires: base.index <= index <= last_index().
    Place place(std::int64_t index) const {
        return index == state.stored.base.index ? state.stored.base
                                                : Place{index, entry(index).term};
    }

    void see(std::int64_t term);
    void stand();
    void lead();
    void take(const Raft::Command& command);
    void replicate(Id to);
    void count();
    void commit(std::int64_t index);
    void apply(const Raft::Entry& entry, Raft::Registers& registers, bool answers);
    void answer(const Raft::Command& command, const Raft::Registers& registers);
    std::int64_t everywhere() const;
    void forget(std::int64_t until);
    void accept(const Raft::Append& m);
    void set_election() { out.set_timer(Timer::election, raft.election_low, raft.election_high); }

    void operator()(Id from, const actors::Read& m) { take({from, m.msg_id, self.id, m.key, {}}); }
    void operator()(Id from, const actors::Write& m) {
        take({from, m.msg_id, self.id, m.key, m.value});
    }
    void operator()(Id from, const Raft::RequestVote& m);
    void operator()(Id from, const Raft::Vote& m);
    void operator()(Id from, const Raft::Append& m);
    void operator()(Id from, const Raft::Appended& m);
    void operator()(Id, const Raft::Forward& m) {
        if (state.role == Role::leader) take(m.command);
    }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

/// A later term makes a follower of anybody.
void Event::see(std::int64_t term) {
    if (term <= state.stored.term) return;
    stored().term = term;
    stored().vote.reset();
    if (state.role == Role::leader) {
        if (raft.heartbeats) out.cancel_timer(Timer::heartbeat);
        set_election();
    }
    state.role = Role::follower;
    state.leader.reset();
    state.votes.clear();
    state.next.clear();
    state.match.clear();
}

void Event::stand() {
    see(term() + 1);
    state.role = Role::candidate;
    stored().vote = self.id;
    state.votes = {self.id};
    out.broadcast(self.peers, Raft::RequestVote{term(), place(last_index())});
    set_election();
    if (state.votes.size() >= self.majority()) lead();
}

void Event::operator()(Id from, const Raft::RequestVote& m) {
    see(m.term);
    const Place last = place(last_index());
    const bool complete = std::pair(m.last.term, m.last.index) >= std::pair(last.term, last.index);
    const bool free = !state.stored.vote || *state.stored.vote == from;
    if (m.term < term() || !free || (!complete && raft.bug != RaftBug::votes_for_all)) return;
    if (!state.stored.vote) stored().vote = from;
    set_election();
    out.send(from, Raft::Vote{term()});
}

void Event::operator()(Id from, const Raft::Vote& m) {
    see(m.term);
    const bool old = m.term < term() && raft.bug != RaftBug::counts_old_votes;
    if (old || state.role != Role::candidate) return;
    state.votes.insert(from);
    if (state.votes.size() >= self.majority()) lead();
}

/// With an entry of its own term, for only such a one shows what earlier ones are done.
void Event::lead() {
    state.role = Role::leader;
    state.leader = self.id;
    state.votes.clear();
    out.cancel_timer(Timer::election);
    for (const Id peer : self.peers) {
        state.next[peer] = last_index() + 1;
        state.match[peer] = 0;
    }
    stored().log.push_back({term(), {}});
    for (const Id peer : self.peers)
        replicate(peer);
    if (raft.heartbeats) out.set_timer(Timer::heartbeat, raft.heartbeat, raft.heartbeat);
    count();
}

void Event::take(const Raft::Command& command) {
    if (state.role != Role::leader) {
        if (command.asked != self.id) return;
        if (state.leader)
            out.send(*state.leader, Raft::Forward{command});
        else if (raft.heartbeats)
            out.reply(command.client, command.msg_id,
                      actors::error_reply(actors::ErrorCode::temporarily_unavailable,
                                          "this server does not know of a leader"));
        return;
    }
    if (raft.bug == RaftBug::reads_locally && !command.write && command.asked == self.id) {
        answer(command, state.registers);
        return;
    }
    stored().log.push_back({term(), command});
    for (const Id peer : self.peers)
        replicate(peer);
    count();
}

void Event::replicate(Id to) {
    const std::int64_t next = std::max(state.next[to], state.stored.base.index + 1);
    Raft::Append append{term(), place(next - 1), {}, state.committed, everywhere()};
    for (std::int64_t index = next; index <= last_index(); ++index)
        append.entries.push_back(entry(index));
    out.send(to, std::move(append));
}

void Event::operator()(Id from, const Raft::Append& m) {
    see(m.term);
    if (m.term < term()) {
        out.send(from, Raft::Appended{term(), false, 0});
        return;
    }
    state.role = Role::follower;
    state.votes.clear();
    state.leader = from;
    set_election();
    const std::int64_t known = std::min(m.previous.index, last_index());
    const bool before_base = m.previous.index < state.stored.base.index;
    if (!before_base && (known < m.previous.index || place(known).term != m.previous.term)) {
        out.send(from, Raft::Appended{term(), false, std::min(known, m.previous.index - 1)});
        return;
    }
    accept(m);
    const std::int64_t agreed = m.previous.index + static_cast<std::int64_t>(m.entries.size());
    out.send(from, Raft::Appended{term(), true, agreed});
    commit(std::min(m.committed, agreed));
    forget(m.everywhere);
}

/// What is there already stays: the message may be an old one. What contradicts it goes.
void Event::accept(const Raft::Append& m) {
    for (std::size_t i = 0; i < m.entries.size(); ++i) {
        const std::int64_t index = m.previous.index + 1 + static_cast<std::int64_t>(i);
        if (index <= state.stored.base.index) continue;
        if (index <= last_index() && entry(index).term == m.entries[i].term) continue;
        auto& log = stored().log;
        log.resize(static_cast<std::size_t>(index - state.stored.base.index - 1));
        log.push_back(m.entries[i]);
    }
}

void Event::operator()(Id from, const Raft::Appended& m) {
    see(m.term);
    if (m.term < term() || state.role != Role::leader) return;
    if (!m.ok) {
        if (m.index + 1 >= state.next[from]) return;
        state.next[from] = std::max(m.index, state.match[from]) + 1;
        replicate(from);
        return;
    }
    if (m.index <= state.match[from]) return;
    state.match[from] = m.index;
    state.next[from] = std::max(state.next[from], m.index + 1);
    count();
}

/// What a majority has is done, if it is of this term; and with it all that was before.
void Event::count() {
    std::vector<std::int64_t> have{last_index()};
    for (const auto& [peer, match] : state.match)
        have.push_back(match);
    std::ranges::sort(have, std::greater{});
    const std::int64_t index = have[self.majority() - 1];
    if (index <= state.committed) return;
    if (place(index).term != term()) return;
    commit(index);
    if (!raft.heartbeats)
        for (const Id peer : self.peers)
            replicate(peer);
    forget(everywhere());
}

/// What all servers have and this one has done. Requires: it leads.
std::int64_t Event::everywhere() const {
    std::int64_t index = state.committed;
    for (const auto& [peer, match] : state.match)
        index = std::min(index, match);
    return index;
}

void Event::commit(std::int64_t index) {
    for (; state.committed < index; ++state.committed)
        apply(entry(state.committed + 1), state.registers, true);
}

void Event::apply(const Raft::Entry& entry, Raft::Registers& registers, bool answers) {
    if (!entry.command) return;
    const Raft::Command& command = *entry.command;
    std::int64_t& done = registers.done[command.client];
    if (command.msg_id <= done) return;
    done = command.msg_id;
    if (command.write) registers.values[command.key] = *command.write;
    if (answers && command.asked == self.id) answer(command, registers);
}

void Event::answer(const Raft::Command& command, const Raft::Registers& registers) {
    if (command.write) {
        out.reply(command.client, command.msg_id, actors::WriteOk{});
        return;
    }
    const auto found = registers.values.find(command.key);
    out.reply(command.client, command.msg_id,
              actors::ReadOk{0, found == registers.values.end() ? core::Value() : found->second});
}

void Event::forget(std::int64_t until) {
    until = std::min(until, state.committed);
    const auto entries =
        static_cast<std::size_t>(std::max<std::int64_t>(until - state.stored.base.index, 0));
    if (raft.keep_entries == 0 || entries <= raft.keep_entries) return;
    const Place base = place(until);
    for (std::int64_t index = state.stored.base.index + 1; index <= until; ++index)
        apply(entry(index), stored().at_base, false);
    auto& log = stored().log;
    log.erase(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(entries));
    stored().base = base;
}

}  // namespace

State Raft::start(const Self&, const std::optional<Storage>& recovered, Out& out) const {
    State state;
    if (recovered) state.stored = *recovered;
    if (bug == RaftBug::forgets_vote) state.stored.vote.reset();
    state.committed = state.stored.base.index;
    state.registers = state.stored.at_base;
    out.set_timer(Timer::election, election_low, election_high);
    return state;
}

void Raft::message(const Self& self, State& state, Id from, const Message& message,
                   Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void Raft::timer(const Self& self, State& state, const Timer& timer, Out& out) const {
    Event event{*this, self, state, out};
    if (timer == Timer::election) {
        event.stand();
    } else {
        for (const Id peer : self.peers)
            event.replicate(peer);
        out.set_timer(Timer::heartbeat, heartbeat, heartbeat);
    }
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
