#include "examples/atomic-commit/atomic_commit.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Bug = AtomicCommitBug;
using Change = AtomicCommit::Change;
using Out = AtomicCommit::Out;
using State = AtomicCommit::State;
using Transaction = AtomicCommit::Transaction;

constexpr std::int64_t txn_conflict = 30;  // Maelstrom's: it certainly did not happen

/// The handlers of one event: an actor, its state, and where effects go. What is to be saved is
/// saved once, at the end.
struct Event {
    const AtomicCommit& actor;
    const Self& self;
    State& state;
    Out& out;
    bool changed = false;

    AtomicCommit::Storage& stored() {
        changed = true;
        return state.stored;
    }
    bool locked(const core::Value& key) const {
        return std::ranges::any_of(state.stored.prepared,
                                   [&](const auto& entry) { return entry.second.key == key; });
    }
    std::int64_t version(const core::Value& key) const {
        const auto found = state.stored.values.find(key);
        return found == state.stored.values.end() ? 0 : found->second.number;
    }
    void wait(const Transaction& transaction) {
        out.set_timer(transaction, actor.wait_low, actor.wait_high);
    }
    void refuse(Id client, std::int64_t msg_id, const char* why) {
        out.reply(client, msg_id, actors::ErrorReply{0, txn_conflict, why});
    }

    bool vote(const Transaction& transaction, const Change& change);
    void count(const Transaction& transaction);
    void commit(const Transaction& transaction);
    void abort(const Transaction& transaction);
    void settle(const Transaction& transaction, bool commits);
    void remind(const Transaction& transaction, AtomicCommit::Open& open);
    void passed(const Transaction& transaction);
    void recover();

    void operator()(Id from, const actors::Read& m);
    void operator()(Id from, const actors::Write& m);
    void operator()(Id from, const AtomicCommit::Prepare& m) {
        out.send(from, AtomicCommit::Vote{m.transaction, vote(m.transaction, m.change)});
    }
    void operator()(Id from, const AtomicCommit::Vote& m);
    void operator()(Id from, const AtomicCommit::Outcome& m);
    void operator()(Id from, const AtomicCommit::Done& m);
    void operator()(Id from, const AtomicCommit::Ask& m);
    // Answers are for clients: a node that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

void Event::operator()(Id from, const actors::Read& m) {
    if (locked(m.key) && actor.bug != Bug::reads_through) {
        refuse(from, m.msg_id, "the key is being written");
        return;
    }
    const auto found = state.stored.values.find(m.key);
    const bool known = found != state.stored.values.end();
    out.reply(from, m.msg_id, actors::ReadOk{0, known ? found->second.value : core::Value()});
}

void Event::operator()(Id from, const actors::Write& m) {
    if (locked(m.key)) {
        refuse(from, m.msg_id, "the key is being written");
        return;
    }
    const Transaction transaction{self.id, ++stored().transactions};
    const Change change{m.key, {version(m.key) + 1, m.value}};
    stored().prepared[transaction] = change;
    state.open[transaction] = {from, m.msg_id, {self.id}};
    out.broadcast(self.peers, AtomicCommit::Prepare{transaction, change});
    wait(transaction);
    count(transaction);
}

/// Whether this node says yes; then it has locked the key. Of what it said before it says the same.
bool Event::vote(const Transaction& transaction, const Change& change) {
    if (state.stored.prepared.contains(transaction)) return true;
    if (locked(change.key) || change.version.number <= version(change.key)) return false;
    stored().prepared[transaction] = change;
    wait(transaction);
    return true;
}

void Event::operator()(Id from, const AtomicCommit::Vote& m) {
    const auto open = state.open.find(m.transaction);
    if (open == state.open.end()) return;
    if (!m.yes) {
        abort(m.transaction);
        return;
    }
    open->second.votes.insert(from);
    count(m.transaction);
}

void Event::count(const Transaction& transaction) {
    const std::size_t all = self.peers.size() + 1;
    const std::size_t needed =
        actor.bug == Bug::commits_early ? std::min<std::size_t>(2, all) : all;
    if (state.open[transaction].votes.size() >= needed) commit(transaction);
}

/// Requires: it is open.
void Event::commit(const Transaction& transaction) {
    const AtomicCommit::Open open = state.open[transaction];
    state.open.erase(transaction);
    settle(transaction, true);
    if (!self.peers.empty())
        stored().committed[transaction] = {self.peers.begin(), self.peers.end()};
    out.reply(open.client, open.msg_id, actors::WriteOk{});
    out.broadcast(self.peers, AtomicCommit::Outcome{transaction, true});
    if (!actor.repeats || self.peers.empty()) out.cancel_timer(transaction);
}

/// Requires: it is open.
void Event::abort(const Transaction& transaction) {
    const AtomicCommit::Open open = state.open[transaction];
    state.open.erase(transaction);
    settle(transaction, false);
    refuse(open.client, open.msg_id, "not all nodes have agreed");
    out.broadcast(self.peers, AtomicCommit::Outcome{transaction, false});
    out.cancel_timer(transaction);
}

/// Does what was prepared, or drops it; in either case the key is free again.
void Event::settle(const Transaction& transaction, bool commits) {
    const auto prepared = state.stored.prepared.find(transaction);
    if (prepared == state.stored.prepared.end()) return;
    const Change change = prepared->second;
    if (commits) stored().values[change.key] = change.version;
    stored().prepared.erase(transaction);
}

void Event::operator()(Id from, const AtomicCommit::Outcome& m) {
    settle(m.transaction, m.commits);
    out.cancel_timer(m.transaction);
    if (m.commits) out.send(from, AtomicCommit::Done{m.transaction});
}

void Event::operator()(Id from, const AtomicCommit::Done& m) {
    const auto committed = state.stored.committed.find(m.transaction);
    if (committed == state.stored.committed.end() || !committed->second.contains(from)) return;
    auto& waiting = stored().committed[m.transaction];
    waiting.erase(from);
    if (!waiting.empty()) return;
    stored().committed.erase(m.transaction);
    if (actor.repeats) out.cancel_timer(m.transaction);
}

/// What a coordinator does not know was aborted.
void Event::operator()(Id from, const AtomicCommit::Ask& m) {
    if (state.open.contains(m.transaction)) return;
    const bool commits = state.stored.committed.contains(m.transaction);
    out.send(from, AtomicCommit::Outcome{m.transaction, commits});
}

/// Asks again those whose vote is missing, for a while.
void Event::remind(const Transaction& transaction, AtomicCommit::Open& open) {
    if (!actor.repeats || ++open.waited == actor.patience) {
        abort(transaction);
        return;
    }
    for (const Id peer : self.peers)
        if (!open.votes.contains(peer))
            out.send(peer,
                     AtomicCommit::Prepare{transaction, state.stored.prepared.at(transaction)});
    wait(transaction);
}

/// The timer of a transaction has fired: of one that is open, committed, or voted for.
void Event::passed(const Transaction& transaction) {
    if (const auto open = state.open.find(transaction); open != state.open.end()) {
        remind(transaction, open->second);
        return;
    }
    const auto committed = state.stored.committed.find(transaction);
    if (committed != state.stored.committed.end()) {
        for (const Id peer : committed->second)
            out.send(peer, AtomicCommit::Outcome{transaction, true});
    } else if (!state.stored.prepared.contains(transaction)) {
        return;
    } else if (actor.bug == Bug::aborts_alone) {
        settle(transaction, false);
        return;
    } else {
        out.send(transaction.coordinator, AtomicCommit::Ask{transaction});
    }
    if (actor.repeats) wait(transaction);
}

/// What this node had coordinated and not committed is aborted; the rest goes on.
void Event::recover() {
    if (actor.bug == Bug::forgets_outcome) state.stored.committed.clear();
    if (actor.bug == Bug::forgets_vote) state.stored.prepared.clear();
    std::erase_if(state.stored.prepared,
                  [&](const auto& entry) { return entry.first.coordinator == self.id; });
    if (!actor.repeats) return;
    for (const auto& [transaction, waiting] : state.stored.committed)
        wait(transaction);
    for (const auto& [transaction, change] : state.stored.prepared)
        wait(transaction);
}

}  // namespace

State AtomicCommit::start(const Self& self, const std::optional<Storage>& recovered,
                          Out& out) const {
    State state;
    if (!recovered) return state;
    state.stored = *recovered;
    Event{*this, self, state, out}.recover();
    return state;
}

void AtomicCommit::message(const Self& self, State& state, Id from, const Message& message,
                           Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void AtomicCommit::timer(const Self& self, State& state, const Timer& transaction, Out& out) const {
    Event event{*this, self, state, out};
    event.passed(transaction);
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
