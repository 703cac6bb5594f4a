#include "examples/primary-backup/primary_backup.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Alarm = PrimaryBackup::Alarm;
using Bug = PrimaryBackupBug;
using Out = PrimaryBackup::Out;
using State = PrimaryBackup::State;
using View = PrimaryBackup::View;

/// n2 and, if it exists, n3.
View first_view(const Self& self) {
    View view{1, Id::node(2), {}};
    if (self.nodes() > 2) view.backup = Id::node(3);
    return view;
}

/// The handlers of one event: an actor, its state, and where effects go. What is to be saved is
/// saved once, at the end.
struct Event {
    const PrimaryBackup& actor;
    const Self& self;
    State& state;
    Out& out;
    bool changed = false;

    PrimaryBackup::Storage& stored() {
        changed = true;
        return state.stored;
    }
    const View& view() const { return state.stored.view; }
    bool draws_views() const { return self.id == PrimaryBackup::view_server; }
    bool leads() const { return !draws_views() && view().primary == self.id; }
    bool backs_up() const { return !draws_views() && view().backup == self.id; }
    bool has(Bug bug) const { return actor.bug == bug; }

    // The view server.
    bool suspects(Id server) const { return state.suspected.contains(server); }
    std::optional<Id> idle(Id primary) const;
    View next_view() const;
    void draw_view();
    void watch(Id server);

    // Servers.
    void report();
    void adopt(const View& view);
    void go_on();
    void transfer();
    void update(std::size_t place);
    void finish();

    // What clients ask.
    void ask(const Command& command);
    void take(const Command& command);
    void answer(const Answer& answer);
    void again(Id client);

    void operator()(Id from, const actors::Read& m) {
        ask({from, m.msg_id, self.id, m.key, std::nullopt});
    }
    void operator()(Id from, const actors::Write& m) {
        ask({from, m.msg_id, self.id, m.key, m.value});
    }
    void operator()(Id from, const PrimaryBackup::Ping& m);
    void operator()(Id, const PrimaryBackup::NewView& m) { adopt(m.view); }
    void operator()(Id from, const PrimaryBackup::Transfer& m);
    void operator()(Id from, const PrimaryBackup::Transferred& m);
    void operator()(Id from, const PrimaryBackup::Update& m);
    void operator()(Id from, const PrimaryBackup::Updated& m);
    void operator()(Id, const PrimaryBackup::Forward& m) {
        if (leads()) take(m.command);
    }
    void operator()(Id, const Answer& m) { answer(m); }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

/// A server that could be the backup of this primary.
std::optional<Id> Event::idle(Id primary) const {
    for (const Id server : self.peers)
        if (server != primary && !suspects(server)) return server;
    return std::nullopt;
}

/// The same view if there is nothing to change.
View Event::next_view() const {
    View next = view();
    const bool backup_lives = next.backup && !suspects(*next.backup);
    if (suspects(next.primary)) {
        if (!backup_lives) return next;
        next.primary = *next.backup;
        next.backup = idle(next.primary);
    } else if (!backup_lives) {
        next.backup = idle(next.primary);
    }
    if (next != view()) ++next.number;
    return next;
}

void Event::draw_view() {
    if (!state.stored.ready && !has(Bug::promotes_early)) return;
    const View next = next_view();
    if (next == view()) return;
    stored().view = next;
    stored().ready = false;
    out.broadcast(self.peers, PrimaryBackup::NewView{next});
}

void Event::watch(Id server) {
    out.set_timer({Alarm::suspect, server}, actor.patience, actor.patience);
}

void Event::operator()(Id from, const PrimaryBackup::Ping& m) {
    if (!draws_views()) return;
    state.suspected.erase(from);
    watch(from);
    if (m.view < view().number) out.send(from, PrimaryBackup::NewView{view()});
    if (m.view == view().number && m.ready && from == view().primary && !state.stored.ready)
        stored().ready = true;
    draw_view();
}

void Event::report() {
    out.send(PrimaryBackup::view_server, PrimaryBackup::Ping{view().number, state.stored.ready});
}

/// Who was primary and is no longer drops what it has not done: it was not answered.
void Event::adopt(const View& next) {
    if (draws_views() || next.number <= view().number) return;
    stored().view = next;
    stored().ready = leads() && !next.backup;
    if (!leads()) stored().pending.clear();
    go_on();
    report();
}

/// Brings the backup to where the primary is; without a backup, nothing stands in the way.
void Event::go_on() {
    if (!leads()) return;
    if (!view().backup) {
        while (!state.stored.pending.empty())
            finish();
    } else if (!state.stored.ready) {
        transfer();
    } else {
        for (std::size_t i = 0; i < state.stored.pending.size(); ++i)
            update(i);
    }
}

void Event::transfer() {
    out.send(*view().backup,
             PrimaryBackup::Transfer{view().number, state.stored.done, state.stored.registers});
}

/// A transfer that comes again must not undo what came after it.
void Event::operator()(Id from, const PrimaryBackup::Transfer& m) {
    if (!backs_up() || m.view != view().number) return;
    if (!state.stored.ready) {
        stored().ready = true;
        stored().done = m.done;
        stored().registers = m.registers;
    }
    out.send(from, PrimaryBackup::Transferred{m.view});
}

void Event::operator()(Id, const PrimaryBackup::Transferred& m) {
    if (!leads() || m.view != view().number || state.stored.ready) return;
    stored().ready = true;
    report();
    go_on();
}

void Event::update(std::size_t place) {
    out.send(*view().backup,
             PrimaryBackup::Update{view().number,
                                   state.stored.done + 1 + static_cast<std::int64_t>(place),
                                   state.stored.pending[place]});
}

void Event::operator()(Id from, const PrimaryBackup::Update& m) {
    const bool mine = backs_up() && m.view == view().number && state.stored.ready;
    if (!mine && !has(Bug::obeys_old_views)) return;
    if (m.number == state.stored.done + 1) {
        perform(stored().registers, m.command);
        ++stored().done;
    }
    out.send(from, PrimaryBackup::Updated{m.view, state.stored.done});
}

void Event::operator()(Id, const PrimaryBackup::Updated& m) {
    if (!leads() || m.view != view().number) return;
    while (state.stored.done < m.done && !state.stored.pending.empty())
        finish();
}

/// The next pending command is done. Requires: there is one.
void Event::finish() {
    const Command command = stored().pending.front();
    stored().pending.erase(stored().pending.begin());
    ++stored().done;
    answer(perform(stored().registers, command));
}

void Event::ask(const Command& command) {
    if (leads()) {
        take(command);
        return;
    }
    out.send(view().primary, PrimaryBackup::Forward{command});
    if (!actor.repeats) return;
    state.asked[command.client] = {command, 1};
    out.set_timer({Alarm::retry, command.client}, actor.retry, actor.retry);
}

void Event::take(const Command& command) {
    if (!command.write && has(Bug::reads_locally)) {
        answer({command, value_of(state.stored.registers, command.key)});
        return;
    }
    if (done_before(state.stored.registers, command) && !has(Bug::repeats)) {
        answer({command, {}});
        return;
    }
    const auto same = [&](const Command& other) {
        return other.client == command.client && other.msg_id == command.msg_id;
    };
    if (std::ranges::any_of(state.stored.pending, same)) return;
    stored().pending.push_back(command);
    if (command.write && has(Bug::answers_early)) answer({command, {}});
    if (!view().backup)
        finish();
    else if (state.stored.ready)
        update(state.stored.pending.size() - 1);
}

void Event::answer(const Answer& answer) {
    give(self, answer, out);
    const auto asked = state.asked.find(answer.command.client);
    if (asked == state.asked.end() || asked->second.command.msg_id != answer.command.msg_id) return;
    state.asked.erase(asked);
    out.cancel_timer({Alarm::retry, answer.command.client});
}

void Event::again(Id client) {
    const auto found = state.asked.find(client);
    if (found == state.asked.end()) return;
    PrimaryBackup::Asked& asked = found->second;
    if (asked.sent++ > actor.retries) {
        out.reply(client, asked.command.msg_id,
                  actors::error_reply(actors::ErrorCode::timeout, "no primary has answered"));
        state.asked.erase(found);
        return;
    }
    out.set_timer({Alarm::retry, client}, actor.retry, actor.retry);
    if (leads())
        take(asked.command);
    else
        out.send(view().primary, PrimaryBackup::Forward{asked.command});
}

}  // namespace

State PrimaryBackup::start(const Self& self, const std::optional<Storage>& recovered,
                           Out& out) const {
    State state;
    state.stored = recovered.value_or(Storage{});
    if (!recovered) state.stored.view = first_view(self);
    Event event{*this, self, state, out};
    if (event.draws_views()) {
        for (const Id server : self.peers)
            event.watch(server);
        return state;
    }
    if (!repeats) return state;
    event.report();
    event.go_on();
    out.set_timer({Alarm::ping, {}}, ping, ping);
    if (event.changed) out.save(state.stored);
    return state;
}

void PrimaryBackup::message(const Self& self, State& state, Id from, const Message& message,
                            Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void PrimaryBackup::timer(const Self& self, State& state, const Timer& timer, Out& out) const {
    Event event{*this, self, state, out};
    if (timer.alarm == Alarm::retry) {
        event.again(timer.about);
    } else if (timer.alarm == Alarm::suspect) {
        state.suspected.insert(timer.about);
        event.draw_view();
    } else {
        event.report();
        event.go_on();
        out.set_timer({Alarm::ping, {}}, ping, ping);
    }
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
