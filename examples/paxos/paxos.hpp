// A value that can be written once, by any client at any server, and then read everywhere, while a
// minority of the servers is down: single-decree Paxos (Lamport 1998).
//
// A server that is asked to write proposes: it picks a ballot above all that it has seen and asks
// for promises (Prepare). With a majority of promises (Prepared) it has the value accepted, of the
// highest ballot that one of them had accepted before, else its own (Accept). With a majority of
// those (Accepted) the value is decided, and everybody is told (Decided).
//
// What makes it right:
// - A server that promised a ballot takes no part in a lower one, not after a crash either: the
//   promise and what was accepted are saved before they are said.
// - A proposer takes over what it is told was accepted, and never proposes for two writes.
//
// A write is answered if its own value is decided; the others wait for ever. A read is answered by
// servers that know the decision. So as a register it is linearizable. Keys do not matter: there is
// one value.
//
// With `retry` the protocol is fit for networks that lose: a proposer that hears nothing sends its
// phase again, in a higher ballot if it was overtaken; servers that know the decision tell those
// that do not; a read of a server that does not know is refused, and a write of one that knows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class PaxosBug {
    none,
    forgets_promise,  // a start remembers what was accepted, but not what was promised
    forgets,          // a start ignores all that was saved
    ignores_promise,  // accepts in any ballot
    own_value         // proposes its own value, whatever was accepted before
};

struct Paxos {
    /// Of two ballots the one with the higher round is higher; then that of the higher server.
    struct Ballot {
        std::int64_t round = 0;
        actors::Id server;
    };
    /// A write: who asked, under which number, for what.
    struct Proposal {
        std::int64_t msg_id = 0;
        actors::Id client;
        core::Value value;
    };
    struct Vote {
        Ballot ballot;
        Proposal proposal;
    };

    struct Prepare {
        Ballot ballot;
    };
    struct Prepared {
        Ballot ballot;
        std::optional<Vote> accepted;
    };
    struct Accept {
        Ballot ballot;
        Proposal proposal;
    };
    struct Accepted {
        Ballot ballot;
    };
    struct Decided {
        Ballot ballot;
        Proposal proposal;
    };
    struct Ask {};  // is it decided? With retry only
    using Message =
        std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                     actors::ErrorReply, Prepare, Prepared, Accept, Accepted, Decided, Ask>;
    using Request = std::variant<actors::Read, actors::Write>;
    enum class Timer { retry };

    struct State {
        Ballot promised;
        std::optional<Vote> accepted;
        bool decided = false;  // what was accepted
        // Of a proposer:
        std::optional<Proposal> proposal;
        std::map<actors::Id, std::optional<Vote>> promises;
        std::set<actors::Id> votes;
    };
    struct Storage {
        Ballot promised;
        std::optional<Vote> accepted;
        bool decided = false;
    };
    using Out = actors::Outbox<Paxos>;

    /// Ballots are ordered by the ids of proposers, and only who is asked proposes.
    static constexpr bool unasked_are_alike = true;

    PaxosBug bug = PaxosBug::none;
    core::Nanoseconds retry{0};  // 0: never, no timers at all

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    /// Whether the handler writes what was there already (ActorModelOptions::rewrites_are_steps): a
    /// proposer notes each promise for its ballot, those that it has, too.
    bool rewrites(const State& state, const Message& message) const;
};

ORDEAL_DESCRIBE(Paxos::Ballot, round, server)
ORDEAL_DESCRIBE(Paxos::Proposal, msg_id, client, value)
ORDEAL_DESCRIBE(Paxos::Vote, ballot, proposal)
ORDEAL_DESCRIBE(Paxos::Prepare, ballot)
ORDEAL_DESCRIBE(Paxos::Prepared, ballot, accepted)
ORDEAL_DESCRIBE(Paxos::Accept, ballot, proposal)
ORDEAL_DESCRIBE(Paxos::Accepted, ballot)
ORDEAL_DESCRIBE(Paxos::Decided, ballot, proposal)
ORDEAL_DESCRIBE(Paxos::Ask)
BOOST_DESCRIBE_ENUM(Paxos::Timer, retry)
ORDEAL_DESCRIBE(Paxos::State, promised, accepted, decided, proposal, promises, votes)
ORDEAL_DESCRIBE(Paxos::Storage, promised, accepted, decided)

}  // namespace ordeal::examples
