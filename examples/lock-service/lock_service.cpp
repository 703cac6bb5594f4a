#include "examples/lock-service/lock_service.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using core::Value;
using Alarm = LockService::Alarm;
using Bug = LockBug;
using Cell = LockService::Cell;
using Hold = LockService::Hold;
using Out = LockService::Out;
using Round = LockService::Round;
using State = LockService::State;

/// The handlers of one event: an actor, its state, and where effects go. What is to be saved is
/// saved once, at the end.
struct Event {
    const LockService& actor;
    const Self& self;
    State& state;
    Out& out;
    bool changed = false;

    bool is_lock_server() const { return self.id == LockService::lock_server; }
    bool has(Bug bug) const { return actor.bug == bug; }

    // The lock server.
    Cell& cell(const Value& key) {
        changed = true;
        return state.stored.cells[key];
    }
    void give_out(const Value& key, Id to, const Round& round);
    void free(const Value& key);
    void recall(const Value& key);
    void watch(const Value& key) {
        out.set_timer({Alarm::expiry, key}, actor.expiry(), actor.expiry());
    }

    // The others.
    void ask(const Command& command);
    void run(const Value& key, Hold& hold);
    void request(const Value& key, Hold& hold);
    void store(const Value& key, Hold& hold);
    void let_go(const Value& key, Hold& hold);
    void finish(Hold& hold, const Value& found);
    void end_of_lease(const Value& key, Hold& hold);
    void count(const Value& key) { out.set_timer({Alarm::lease, key}, actor.lease, actor.lease); }

    void operator()(Id from, const actors::Read& m) {
        ask({from, m.msg_id, self.id, m.key, std::nullopt});
    }
    void operator()(Id from, const actors::Write& m) {
        ask({from, m.msg_id, self.id, m.key, m.value});
    }
    void operator()(Id from, const LockService::Lock& m);
    void operator()(Id from, const LockService::Locked& m);
    void operator()(Id from, const LockService::Recall& m);
    void operator()(Id from, const LockService::Unlock& m);
    void operator()(Id from, const LockService::Store& m);
    void operator()(Id from, const LockService::Stored& m);
    void operator()(Id, const LockService::Forward& m) { ask(m.command); }
    void operator()(Id, const Answer& m) { give(self, m, out); }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

/// Who holds the lock asks for it only when it has it no more; an older request than the one that
/// it has the lock for has been overtaken.
void Event::operator()(Id from, const LockService::Lock& m) {
    if (!is_lock_server()) return;
    const Cell& now = cell(m.key);
    if (now.holder == from && m.round <= now.round) return;
    if (!now.holder || now.holder == from) {
        give_out(m.key, from, m.round);
        return;
    }
    auto& waiting = state.waiting[m.key];
    const auto there = std::ranges::find(waiting, from, &LockService::Waiting::server);
    if (there == waiting.end())
        waiting.push_back({from, m.round});
    else
        there->round = std::max(there->round, m.round);
    recall(m.key);
}

void Event::give_out(const Value& key, Id to, const Round& round) {
    Cell& now = cell(key);
    ++now.token;
    now.number = 0;
    now.holder = to;
    now.round = round;
    watch(key);
    out.send(to, LockService::Locked{key, round, now.token, now.value});
}

void Event::recall(const Value& key) {
    const Cell& now = cell(key);
    out.send(*now.holder, LockService::Recall{key, now.token});
}

void Event::free(const Value& key) {
    cell(key).holder.reset();
    const auto waiting = state.waiting.find(key);
    if (waiting == state.waiting.end()) return;
    const LockService::Waiting next = waiting->second.front();
    waiting->second.erase(waiting->second.begin());
    const bool more = !waiting->second.empty();
    if (!more) state.waiting.erase(waiting);
    give_out(key, next.server, next.round);
    if (more) recall(key);
}

void Event::operator()(Id from, const LockService::Unlock& m) {
    if (!is_lock_server()) return;
    const Cell& now = cell(m.key);
    if (now.holder != from || now.token != m.token) return;
    out.cancel_timer({Alarm::expiry, m.key});
    free(m.key);
}

void Event::operator()(Id from, const LockService::Store& m) {
    if (!is_lock_server()) return;
    Cell& now = cell(m.key);
    const bool old = m.token == now.token && m.number <= now.number;
    if (has(Bug::no_fencing) || (m.token == now.token && m.number == now.number + 1)) {
        now.value = m.value;
        now.number = m.number;
    } else if (!old) {
        return;
    }
    out.send(from, LockService::Stored{m.key, m.token, m.number});
}

/// The lock server does nothing for clients itself.
void Event::ask(const Command& command) {
    if (is_lock_server()) {
        if (!self.peers.empty()) out.send(self.peers.front(), LockService::Forward{command});
        return;
    }
    Hold& hold = state.holds[command.key];
    hold.queue.push_back(command);
    run(command.key, hold);
}

/// Does what can be done. A lock that others wait for is given back as soon as nothing is on its
/// way.
void Event::run(const Value& key, Hold& hold) {
    while (hold.token && !hold.storing && !hold.recalled && !hold.queue.empty()) {
        if (hold.queue.front().write) {
            ++hold.number;
            hold.storing = true;
            store(key, hold);
        } else {
            finish(hold, hold.value);
        }
    }
    if (hold.token && hold.recalled && !hold.storing) let_go(key, hold);
    if (!hold.token && !hold.asked && !hold.queue.empty()) request(key, hold);
    if (hold.queue.empty() && !hold.token && !hold.asked) state.holds.erase(key);
}

void Event::request(const Value& key, Hold& hold) {
    hold.asked = Round{state.stored.incarnation, ++state.rounds};
    count(key);
    out.send(LockService::lock_server, LockService::Lock{key, *hold.asked});
}

void Event::let_go(const Value& key, Hold& hold) {
    out.send(LockService::lock_server, LockService::Unlock{key, *hold.token});
    out.cancel_timer({Alarm::lease, key});
    hold.token.reset();
    hold.recalled = false;
}

void Event::store(const Value& key, Hold& hold) {
    out.send(LockService::lock_server,
             LockService::Store{key, *hold.token, hold.number, *hold.queue.front().write});
    if (actor.repeats) out.set_timer({Alarm::again, key}, actor.again, actor.again);
}

/// The first of the queue is done.
void Event::finish(Hold& hold, const Value& found) {
    const Command command = hold.queue.front();
    hold.queue.erase(hold.queue.begin());
    give(self, {command, found}, out);
}

/// A lease that nobody asked for, or not in time, is given back.
void Event::operator()(Id from, const LockService::Locked& m) {
    const auto found = state.holds.find(m.key);
    const bool mine = found != state.holds.end() && found->second.asked == m.round;
    if (!mine) {
        if (found == state.holds.end() || found->second.token != m.token)
            out.send(from, LockService::Unlock{m.key, m.token});
        return;
    }
    Hold& hold = found->second;
    hold.asked.reset();
    hold.token = m.token;
    hold.value = m.value;
    hold.number = 0;
    hold.recalled = false;
    if (has(Bug::counts_from_answer)) count(m.key);
    run(m.key, hold);
}

void Event::operator()(Id, const LockService::Recall& m) {
    const auto found = state.holds.find(m.key);
    if (found == state.holds.end() || found->second.token != m.token) return;
    found->second.recalled = true;
    run(m.key, found->second);
}

void Event::operator()(Id, const LockService::Stored& m) {
    const auto found = state.holds.find(m.key);
    if (found == state.holds.end()) return;
    Hold& hold = found->second;
    if (hold.token != m.token || !hold.storing || hold.number != m.number) return;
    hold.storing = false;
    hold.value = *hold.queue.front().write;
    if (actor.repeats) out.cancel_timer({Alarm::again, m.key});
    finish(hold, {});
    run(m.key, hold);
}

/// Whether a write that is on its way still takes effect, nobody here will know.
void Event::end_of_lease(const Value& key, Hold& hold) {
    hold.asked.reset();
    hold.token.reset();
    hold.recalled = false;
    if (hold.storing) {
        const Command& command = hold.queue.front();
        if (command.asked == self.id)
            out.reply(command.client, command.msg_id,
                      actors::error_reply(actors::ErrorCode::timeout, "the lease has ended"));
        hold.queue.erase(hold.queue.begin());
        hold.storing = false;
        if (actor.repeats) out.cancel_timer({Alarm::again, key});
    }
    run(key, hold);
}

}  // namespace

State LockService::start(const Self& self, const std::optional<Storage>& recovered,
                         Out& out) const {
    State state;
    state.stored = recovered.value_or(Storage{});
    Event event{*this, self, state, out};
    if (!event.is_lock_server()) {
        ++state.stored.incarnation;
        out.save(state.stored);
        return state;
    }
    for (auto& [key, cell] : state.stored.cells) {
        if (bug == LockBug::forgets_leases) cell.holder.reset();
        if (cell.holder) event.watch(key);
    }
    return state;
}

void LockService::message(const Self& self, State& state, Id from, const Message& message,
                          Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void LockService::timer(const Self& self, State& state, const Timer& timer, Out& out) const {
    Event event{*this, self, state, out};
    const auto hold = state.holds.find(timer.key);
    if (timer.alarm == Alarm::expiry) {
        Cell& cell = event.cell(timer.key);
        cell.expired = cell.token;
        event.free(timer.key);
    } else if (hold != state.holds.end() && timer.alarm == Alarm::lease) {
        event.end_of_lease(timer.key, hold->second);
    } else if (hold != state.holds.end() && hold->second.storing) {
        event.store(timer.key, hold->second);
    }
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
