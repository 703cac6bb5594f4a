// The handlers of one event of a Raft server: the actor, its state, and where
// effects go. What is to be saved is saved once, at the end. Elections, the log
// and what is done with it each have a source file.
#pragma once

#include <set>
#include <utility>

#include "examples/raft/raft.hpp"

namespace ordeal::examples::detail {

struct RaftEvent {
    using Id = actors::Id;
    using Place = Raft::Place;
    using Role = Raft::Role;
    using Timer = Raft::Timer;

    const Raft& raft;
    const actors::Self& self;
    Raft::State& state;
    Raft::Out& out;
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

    // elections.cpp
    void see(std::int64_t term);
    void stand();
    void lead();
    void follow(Id leader);
    void set_election() { out.set_timer(Timer::election, raft.election_low, raft.election_high); }

    // members.cpp
    const Raft::Members& members() const;
    bool changing() const;
    bool enough(const std::set<Id>& servers) const;
    bool counts() const;
    void change_members();
    void settle_members();

    // log.cpp
    void append(Raft::Entry entry);
    void replicate(Id to);
    void replicate_to_all();
    void accept(const Raft::Append& m);
    void count();
    bool held_by_enough(std::int64_t index) const;
    void commit(std::int64_t index);
    void forget();
    void install(const Raft::Snapshot& m);

    // service.cpp
    void take(const Raft::Command& command);
    void apply(const Raft::Entry& entry, Raft::Registers& registers, bool answers);
    void refuse(const Raft::Command& command);
    void settle_reads();
    void heard(Id from, std::int64_t round);
    void answer(const Raft::Command& command, const Raft::Registers& registers);

    void operator()(Id from, const actors::Read& m) {
        take({from, m.msg_id, self.id, m.key, {}, {}});
    }
    void operator()(Id from, const actors::Write& m) {
        take({from, m.msg_id, self.id, m.key, {}, m.value});
    }
    void operator()(Id from, const actors::Cas& m) {
        take({from, m.msg_id, self.id, m.key, m.from, m.to});
    }
    void operator()(Id from, const Raft::RequestVote& m);
    void operator()(Id from, const Raft::Vote& m);
    void operator()(Id from, const Raft::Append& m);
    void operator()(Id from, const Raft::Appended& m);
    void operator()(Id from, const Raft::Snapshot& m);
    void operator()(Id, const Raft::Forward& m) {
        if (state.role == Role::leader) take(m.command);
    }
    // Answers are for clients: a server that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::CasOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

}  // namespace ordeal::examples::detail
