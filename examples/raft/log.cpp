// How entries come into all logs, when they are done, and when they are
// dropped.
#include <algorithm>
#include <functional>

#include "examples/raft/event.hpp"

namespace ordeal::examples::detail {

void RaftEvent::append(Raft::Entry entry) {
    auto& log = raft.bug == RaftBug::counts_unsaved ? state.stored.log : stored().log;
    log.push_back(std::move(entry));
}

void RaftEvent::replicate_to_all() {
    for (const Id peer : self.peers)
        replicate(peer);
}

/// What it lacks; the registers, if entries that it lacks were dropped.
void RaftEvent::replicate(Id to) {
    const std::int64_t next = state.next[to];
    if (next <= state.stored.base.index) {
        out.send(to, Raft::Snapshot{term(), state.rounds, state.stored.base, state.stored.at_base});
        return;
    }
    Raft::Append append{term(), state.rounds, place(next - 1), {}, state.committed};
    for (std::int64_t index = next; index <= last_index(); ++index)
        append.entries.push_back(entry(index));
    out.send(to, std::move(append));
}

void RaftEvent::operator()(Id from, const Raft::Append& m) {
    see(m.term);
    if (m.term < term()) {
        out.send(from, Raft::Appended{term(), m.round, false, 0});
        return;
    }
    follow(from);
    const std::int64_t known = std::min(m.previous.index, last_index());
    const bool dropped = m.previous.index <= state.stored.base.index;  // so it was done, and agrees
    if (!dropped && (known < m.previous.index || place(known).term != m.previous.term)) {
        out.send(from,
                 Raft::Appended{term(), m.round, false, std::min(known, m.previous.index - 1)});
        return;
    }
    accept(m);
    const std::int64_t agreed = m.previous.index + static_cast<std::int64_t>(m.entries.size());
    out.send(from, Raft::Appended{term(), m.round, true, agreed});
    commit(std::min(m.committed, agreed));
    forget();
}

/// What is there already stays: the message may be an old one. What contradicts
/// it goes.
void RaftEvent::accept(const Raft::Append& m) {
    for (std::size_t i = 0; i < m.entries.size(); ++i) {
        const std::int64_t index = m.previous.index + 1 + static_cast<std::int64_t>(i);
        if (index <= state.stored.base.index) continue;
        if (index <= last_index() && entry(index).term == m.entries[i].term) continue;
        auto& log = stored().log;
        log.resize(static_cast<std::size_t>(index - state.stored.base.index - 1));
        log.push_back(m.entries[i]);
    }
}

void RaftEvent::operator()(Id from, const Raft::Appended& m) {
    see(m.term);
    if (m.term < term() || state.role != Role::leader) return;
    heard(from, m.round);
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

bool RaftEvent::held_by_enough(std::int64_t index) const {
    std::set<Id> holders{self.id};
    for (const auto& [peer, match] : state.match)
        if (match >= index) holders.insert(peer);
    return enough(holders);
}

/// What a majority has is done, if it is of this term; and with it all that was
/// before.
void RaftEvent::count() {
    std::set<std::int64_t, std::greater<>> had{last_index()};
    for (const auto& [peer, match] : state.match)
        had.insert(match);
    const auto most =
        std::ranges::find_if(had, [&](const std::int64_t index) { return held_by_enough(index); });
    const std::int64_t index = most == had.end() ? 0 : *most;
    if (index <= state.committed) return;
    if (place(index).term != term() && raft.bug != RaftBug::commits_old_terms) return;
    commit(index);
    if (!raft.heartbeats) replicate_to_all();
    forget();
    settle_reads();
    settle_members();
}

void RaftEvent::commit(std::int64_t index) {
    for (; state.committed < index; ++state.committed)
        apply(entry(state.committed + 1), state.registers, true);
}

/// Drops entries that are done, half of them, when there are twice as many as
/// are to be kept.
void RaftEvent::forget() {
    if (!raft.keep_entries) return;
    const std::int64_t base = state.stored.base.index;
    if (state.committed - base <= 2 * *raft.keep_entries) return;
    const std::int64_t until = state.committed - *raft.keep_entries;
    for (std::int64_t index = base + 1; index <= until; ++index)
        apply(entry(index), stored().at_base, false);
    if (raft.bug == RaftBug::snapshot_without_clients) stored().at_base.done.clear();
    const std::int64_t said = raft.bug == RaftBug::snapshot_too_far ? last_index() : until;
    const Place place_of_snapshot = place(said);
    auto& log = stored().log;
    log.erase(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(said - base));
    stored().base = place_of_snapshot;
    state.committed = std::max(state.committed, said);
}

void RaftEvent::operator()(Id from, const Raft::Snapshot& m) {
    see(m.term);
    if (m.term < term()) {
        out.send(from, Raft::Appended{term(), m.round, false, 0});
        return;
    }
    follow(from);
    if (m.base.index > state.committed) install(m);
    out.send(from, Raft::Appended{term(), m.round, true, m.base.index});
}

/// Takes over registers; of the log only what goes on from there stays.
void RaftEvent::install(const Raft::Snapshot& m) {
    auto& log = stored().log;
    const bool agrees = m.base.index <= last_index() && place(m.base.index) == m.base;
    const std::int64_t dropped = m.base.index - state.stored.base.index;
    if (agrees)
        log.erase(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(dropped));
    else
        log.clear();
    stored().base = m.base;
    if (raft.bug == RaftBug::snapshot_wrong_term) stored().base.term = m.term;
    stored().at_base = m.registers;
    state.committed = m.base.index;
    state.registers = m.registers;
}

}  // namespace ordeal::examples::detail
