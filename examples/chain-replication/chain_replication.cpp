#include "examples/chain-replication/chain_replication.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Alarm = ChainReplication::Alarm;
using Bug = ChainBug;
using Chain = ChainReplication::Chain;
using Out = ChainReplication::Out;
using State = ChainReplication::State;

/// All servers but the master.
Chain first_chain(const Self& self) {
    Chain chain{1, self.peers, {}};
    if (self.id != ChainReplication::master) {
        chain.servers.push_back(self.id);
        std::ranges::sort(chain.servers);
        std::erase(chain.servers, ChainReplication::master);
    }
    return chain;
}

/// The handlers of one event: an actor, its state, and where effects go. What is to be saved is
/// saved once, at the end.
struct Event {
    const ChainReplication& actor;
    const Self& self;
    State& state;
    Out& out;
    bool changed = false;

    ChainReplication::Storage& stored() {
        changed = true;
        return state.stored;
    }
    const Chain& chain() const { return state.stored.chain; }
    std::int64_t epoch() const { return chain().epoch; }
    bool is_master() const { return self.id == ChainReplication::master; }
    bool has(Bug bug) const { return actor.bug == bug; }
    bool suspects(Id server) const { return state.suspected.contains(server); }

    bool in_chain() const { return std::ranges::find(chain().servers, self.id) != end(); }
    bool is_head() const { return !chain().servers.empty() && chain().servers.front() == self.id; }
    bool is_tail() const { return !chain().servers.empty() && chain().servers.back() == self.id; }
    std::vector<Id>::const_iterator end() const { return chain().servers.end(); }
    std::optional<Id> predecessor() const {
        const auto here = std::ranges::find(chain().servers, self.id);
        if (here == end() || here == chain().servers.begin()) return std::nullopt;
        return *std::prev(here);
    }
    std::optional<Id> successor() const {
        const auto here = std::ranges::find(chain().servers, self.id);
        if (here == end() || std::next(here) == end()) return std::nullopt;
        return *std::next(here);
    }

    // The master.
    Chain next_chain() const;
    void draw_chain();
    void watch(Id server);

    // Servers.
    void report();
    void say_here();
    void adopt(const Chain& chain);
    void go_on();
    void copy();
    void pass(std::size_t place);
    void append(const Command& command);
    void confirm(std::int64_t done);
    std::int64_t confirmed() const {
        return state.stored.got - static_cast<std::int64_t>(state.stored.open.size());
    }

    // What clients ask.
    void ask(const Command& command);
    void take(const Command& command);
    void read_here(const Command& command);

    void operator()(Id from, const actors::Read& m) {
        ask({from, m.msg_id, self.id, m.key, std::nullopt});
    }
    void operator()(Id from, const actors::Write& m) {
        ask({from, m.msg_id, self.id, m.key, m.value});
    }
    void operator()(Id from, const ChainReplication::Ping& m);
    void operator()(Id, const ChainReplication::NewChain& m) { adopt(m.chain); }
    void operator()(Id from, const ChainReplication::Here& m);
    void operator()(Id from, const ChainReplication::Copy& m);
    void operator()(Id from, const ChainReplication::Pass& m);
    void operator()(Id from, const ChainReplication::Passed& m);
    void operator()(Id, const ChainReplication::Forward& m) { take(m.command); }
    void operator()(Id, const Answer& m) { give(self, m, out); }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
};

/// Without those who are suspected, unless nobody would be left who surely has the state; and, if
/// all have it, with one more. The same chain if there is nothing to change.
Chain Event::next_chain() const {
    Chain next = chain();
    if (state.stored.ready) next.joining.reset();
    std::erase_if(next.servers, [this](Id server) { return suspects(server); });
    if (next.joining && suspects(*next.joining)) next.joining.reset();
    if (next.servers.size() == (next.joining ? 1U : 0U)) return chain();
    for (const Id server : self.peers) {
        const bool there = std::ranges::find(next.servers, server) != next.servers.end();
        if (next.joining || there || suspects(server)) continue;
        next.servers.push_back(server);
        next.joining = server;
    }
    if (next.servers == chain().servers) return chain();
    ++next.epoch;
    return next;
}

void Event::draw_chain() {
    const Chain next = next_chain();
    if (next.epoch == epoch()) return;
    stored().chain = next;
    stored().ready = !next.joining;
    out.broadcast(self.peers, ChainReplication::NewChain{next});
}

void Event::watch(Id server) {
    out.set_timer({Alarm::suspect, server}, actor.patience, actor.patience);
}

void Event::operator()(Id from, const ChainReplication::Ping& m) {
    if (!is_master()) return;
    state.suspected.erase(from);
    watch(from);
    if (m.epoch < epoch()) out.send(from, ChainReplication::NewChain{chain()});
    if (m.epoch == epoch() && m.ready && from == chain().joining && !state.stored.ready)
        stored().ready = true;
    draw_chain();
}

void Event::report() {
    out.send(ChainReplication::master, ChainReplication::Ping{epoch(), state.stored.ready});
}

/// Nobody who joins counts on what it had: it may have missed a chain that it was not in.
void Event::adopt(const Chain& next) {
    if (is_master() || next.epoch <= epoch()) return;
    stored().chain = next;
    if (is_tail() && has(Bug::forgets_open)) {
        stored().got = confirmed();
        stored().open.clear();
    }
    if (!in_chain() || next.joining == self.id) {
        stored().ready = has(Bug::joins_empty);
        stored().open.clear();
    }
    if (state.stored.ready && successor() && successor() == next.joining)
        copy();
    else
        go_on();
    say_here();
    report();
}

void Event::say_here() {
    if (const auto before = predecessor())
        out.send(*before, ChainReplication::Here{epoch(), state.stored.ready, state.stored.got});
}

/// What the tail is not known to have goes to the successor; the tail itself has it.
void Event::go_on() {
    if (!state.stored.ready) return;
    if (is_tail())
        confirm(state.stored.got);
    else if (successor())
        for (std::size_t i = 0; i < state.stored.open.size(); ++i)
            pass(i);
}

void Event::operator()(Id from, const ChainReplication::Here& m) {
    if (m.epoch != epoch() || from != successor() || !state.stored.ready) return;
    if (!m.ready)
        copy();
    else
        for (std::size_t i = 0; i < state.stored.open.size(); ++i)
            if (confirmed() + static_cast<std::int64_t>(i) >= m.got) pass(i);
}

void Event::copy() {
    out.send(*successor(), ChainReplication::Copy{epoch(), state.stored.got, state.stored.open,
                                                  state.stored.registers});
}

/// A copy that comes again must not undo what came after it.
void Event::operator()(Id, const ChainReplication::Copy& m) {
    if (m.epoch != epoch() || state.stored.ready) return;
    stored().ready = true;
    stored().got = m.got;
    stored().open = m.open;
    stored().registers = m.registers;
    report();
    go_on();
}

void Event::pass(std::size_t place) {
    const std::int64_t number = confirmed() + 1 + static_cast<std::int64_t>(place);
    out.send(*successor(), ChainReplication::Pass{epoch(), number, state.stored.open[place]});
}

void Event::operator()(Id from, const ChainReplication::Pass& m) {
    if (m.epoch != epoch() || from != predecessor() || !state.stored.ready) return;
    const bool takes_any = has(Bug::forgets_open) || has(Bug::joins_empty);
    if (takes_any && m.number > state.stored.got) stored().got = m.number - 1;
    if (m.number == state.stored.got + 1)
        append(m.command);
    else if (m.number <= confirmed())
        out.send(from, ChainReplication::Passed{epoch(), confirmed()});
}

/// The next command has come, and goes on.
void Event::append(const Command& command) {
    ++stored().got;
    stored().open.push_back(command);
    if (is_tail())
        confirm(state.stored.got);
    else if (successor())
        pass(state.stored.open.size() - 1);
}

/// The tail has this many: they are done. The tail itself answers.
void Event::confirm(std::int64_t done) {
    bool news = false;
    while (confirmed() < done && !state.stored.open.empty()) {
        const Answer answer = perform(stored().registers, state.stored.open.front());
        if (is_tail()) give(self, answer, out);
        stored().open.erase(stored().open.begin());
        news = true;
    }
    if (news && predecessor())
        out.send(*predecessor(), ChainReplication::Passed{epoch(), confirmed()});
}

void Event::operator()(Id from, const ChainReplication::Passed& m) {
    if (m.epoch == epoch() && from == successor()) confirm(m.done);
}

void Event::ask(const Command& command) {
    const bool for_tail = !command.write && has(Bug::reads_at_tail);
    if (!command.write && has(Bug::dirty_reads) && in_chain() && state.stored.ready)
        read_here(command);
    else if (for_tail ? is_tail() : is_head())
        take(command);
    else
        out.send(for_tail ? chain().servers.back() : chain().servers.front(),
                 ChainReplication::Forward{command});
}

/// The newest that there is here.
void Event::read_here(const Command& command) {
    Registers registers = state.stored.registers;
    for (const Command& open : state.stored.open)
        perform(registers, open);
    give(self, perform(registers, command), out);
}

void Event::take(const Command& command) {
    if (!command.write && has(Bug::reads_at_tail) && is_tail() && state.stored.ready) {
        read_here(command);
        return;
    }
    if (!is_head() || !state.stored.ready) return;
    const auto same = [&](const Command& other) {
        return other.client == command.client && other.msg_id == command.msg_id;
    };
    if (std::ranges::any_of(state.stored.open, same)) return;
    if (done_before(state.stored.registers, command)) {
        give(self, {command, {}}, out);
        return;
    }
    append(command);
    if (command.write && has(Bug::head_answers)) give(self, {command, {}}, out);
}

}  // namespace

State ChainReplication::start(const Self& self, const std::optional<Storage>& recovered,
                              Out& out) const {
    State state;
    state.stored = recovered.value_or(Storage{});
    if (!recovered) state.stored.chain = first_chain(self);
    Event event{*this, self, state, out};
    if (event.is_master()) {
        for (const Id server : self.peers)
            event.watch(server);
        return state;
    }
    if (!repeats) return state;
    event.report();
    event.go_on();
    event.say_here();
    out.set_timer({Alarm::ping, {}}, ping, ping);
    if (event.changed) out.save(state.stored);
    return state;
}

void ChainReplication::message(const Self& self, State& state, Id from, const Message& message,
                               Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
    if (event.changed) out.save(state.stored);
}

void ChainReplication::timer(const Self& self, State& state, const Timer& timer, Out& out) const {
    Event event{*this, self, state, out};
    if (timer.alarm == Alarm::suspect) {
        state.suspected.insert(timer.about);
        event.draw_chain();
    } else {
        event.report();
        event.go_on();
        if (!state.stored.ready) event.say_here();
        out.set_timer({Alarm::ping, {}}, ping, ping);
    }
    if (event.changed) out.save(state.stored);
}

}  // namespace ordeal::examples
