#include "examples/paxos/paxos.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Message = Paxos::Message;
using Out = Paxos::Out;
using State = Paxos::State;

/// The handlers of one event: an actor, its state, and where effects go.
struct Event {
    const Paxos& paxos;
    const Self& self;
    State& state;
    Out& out;

    void save() { out.save({state.promised, state.accepted, state.decided}); }
    bool retries() const { return paxos.retry.count() > 0; }
    bool leads(const Paxos::Ballot& ballot) const {
        return state.proposal && ballot == state.promised && ballot.server == self.id;
    }

    void prepare();
    void propose();
    void decide();
    void set_timer();
    void again();
    void tell(Id to);
    void answer(Id client, const actors::Write& m);

    void operator()(Id from, const actors::Read& m);
    void operator()(Id from, const actors::Write& m);
    void operator()(Id from, const Paxos::Prepare& m);
    void operator()(Id from, const Paxos::Prepared& m);
    void operator()(Id from, const Paxos::Accept& m);
    void operator()(Id from, const Paxos::Accepted& m);
    void operator()(Id from, const Paxos::Decided& m);
    void operator()(Id from, const Paxos::Ask&) {
        if (state.decided) tell(from);
    }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

void Event::operator()(Id from, const actors::Read& m) {
    if (state.decided) {
        out.reply(from, m.msg_id, actors::ReadOk{0, state.accepted->proposal.value});
    } else if (retries()) {
        out.broadcast(self.peers, Paxos::Ask{});
        out.reply(from, m.msg_id,
                  actors::error_reply(actors::ErrorCode::temporarily_unavailable,
                                      "this server does not know of a decision"));
    }
}

void Event::operator()(Id from, const actors::Write& m) {
    if (state.decided && retries()) answer(from, m);
    if (state.decided || state.proposal) return;
    state.proposal = Paxos::Proposal{m.msg_id, from, m.value};
    prepare();
}

/// Requires: it is decided. A write that was not decided never will be.
void Event::answer(Id client, const actors::Write& m) {
    const Paxos::Proposal& decided = state.accepted->proposal;
    if (decided.client == client && decided.msg_id == m.msg_id)
        out.reply(client, m.msg_id, actors::WriteOk{});
    else
        out.reply(client, m.msg_id,
                  actors::error_reply(actors::ErrorCode::precondition_failed,
                                      "another value is decided"));
}

/// Begins a ballot above all that this server has seen, with its own promise.
void Event::prepare() {
    state.promised = {state.promised.round + 1, self.id};
    state.promises = {{self.id, state.accepted}};
    state.votes.clear();
    save();
    out.broadcast(self.peers, Paxos::Prepare{state.promised});
    set_timer();
    if (state.promises.size() == self.majority()) propose();
}

void Event::operator()(Id from, const Paxos::Prepare& m) {
    if (state.decided && retries()) tell(from);
    const bool again = retries() && m.ballot == state.promised && m.ballot.server == from;
    if (state.decided || (m.ballot <= state.promised && !again)) return;
    if (!again) {
        state.promised = m.ballot;
        save();
    }
    out.send(from, Paxos::Prepared{m.ballot, state.accepted});
}

void Event::operator()(Id from, const Paxos::Prepared& m) {
    if (state.decided || !leads(m.ballot)) return;
    if (retries() && state.promises.size() >= self.majority()) return;
    state.promises[from] = m.accepted;
    if (state.promises.size() == self.majority()) propose();
}

/// Takes over the vote of the highest ballot, if there is one, and votes itself.
void Event::propose() {
    const auto highest = std::ranges::max_element(
        state.promises, {}, [](const auto& promise) { return promise.second; });
    if (highest->second && paxos.bug != PaxosBug::own_value)
        state.proposal = highest->second->proposal;
    state.accepted = Paxos::Vote{state.promised, *state.proposal};
    state.votes.insert(self.id);
    save();
    out.broadcast(self.peers, Paxos::Accept{state.promised, *state.proposal});
    if (state.votes.size() == self.majority()) decide();
}

void Event::operator()(Id from, const Paxos::Accept& m) {
    if (state.decided && retries()) tell(from);
    if (state.decided) return;
    if (m.ballot < state.promised && paxos.bug != PaxosBug::ignores_promise) return;
    const Paxos::Vote vote{m.ballot, m.proposal};
    if (state.promised != m.ballot || state.accepted != vote) {
        state.promised = m.ballot;
        state.accepted = vote;
        save();
    }
    out.send(from, Paxos::Accepted{m.ballot});
}

void Event::operator()(Id from, const Paxos::Accepted& m) {
    if (state.decided || !leads(m.ballot) || !state.votes.contains(self.id)) return;
    state.votes.insert(from);
    if (state.votes.size() == self.majority()) decide();
}

void Event::decide() {
    state.decided = true;
    save();
    out.broadcast(self.peers, Paxos::Decided{state.promised, *state.proposal});
    out.reply(state.proposal->client, state.proposal->msg_id, actors::WriteOk{});
    if (retries()) out.cancel_timer(Paxos::Timer::retry);
}

void Event::operator()(Id, const Paxos::Decided& m) {
    if (state.decided) return;
    state.promised = m.ballot;
    state.accepted = Paxos::Vote{m.ballot, m.proposal};
    state.decided = true;
    save();
    if (retries()) out.cancel_timer(Paxos::Timer::retry);
}

void Event::tell(Id to) {
    out.send(to, Paxos::Decided{state.accepted->ballot, state.accepted->proposal});
}

void Event::set_timer() {
    if (retries()) out.set_timer(Paxos::Timer::retry, paxos.retry, 3 * paxos.retry);
}

/// Of a proposer that waited: the same phase again, or a higher ballot if it was overtaken.
void Event::again() {
    if (state.decided || !state.proposal) return;
    if (!leads(state.promised)) {
        prepare();
        return;
    }
    if (state.votes.empty())
        out.broadcast(self.peers, Paxos::Prepare{state.promised});
    else
        out.broadcast(self.peers, Paxos::Accept{state.promised, *state.proposal});
    set_timer();
}

}  // namespace

State Paxos::start(const Self&, const std::optional<Storage>& recovered, Out&) const {
    State state;
    if (!recovered || bug == PaxosBug::forgets) return state;
    if (bug != PaxosBug::forgets_promise) state.promised = recovered->promised;
    state.accepted = recovered->accepted;
    state.decided = recovered->decided;
    return state;
}

void Paxos::message(const Self& self, State& state, Id from, const Message& message,
                    Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
}

void Paxos::timer(const Self& self, State& state, const Timer&, Out& out) const {
    Event{*this, self, state, out}.again();
}

bool Paxos::rewrites(const State& state, const Message& message) const {
    const auto* prepared = std::get_if<Prepared>(&message);
    return prepared != nullptr && !state.decided && state.proposal.has_value() &&
           prepared->ballot == state.promised;
}

}  // namespace ordeal::examples
