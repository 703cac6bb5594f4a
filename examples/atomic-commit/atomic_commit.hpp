// Registers that every node keeps whole, and that are written on all nodes or on none: two-phase
// commit (Gray 1978; Lampson & Sturgis 1979) with presumed abort (Mohan & Lindsay 1983).
//
// The node that is asked to write coordinates. It asks all for their votes (Prepare). Who votes yes
// has saved the value first, and locks the key until it knows the outcome. When all have said yes
// it saves that it is committed, answers the client and tells the others (Outcome) until each has
// confirmed (Done). When one says no, or does not answer in time, it aborts and forgets: of what
// it does not know the outcome is abort. A node that has voted yes and hears nothing asks (Ask).
//
// What makes it right:
// - Between its vote and the outcome a node neither reads the key for anybody nor votes for another
//   write of it. So from the moment of a commit no node can give the value before, and the write
//   happened at that moment.
// - Values have versions, and a node says yes to a version above its own only. So a Prepare that
//   comes late, or twice, prepares nothing that is done already.
// - A coordinator that restarts finds what it had committed, and tells it. What it had not, nobody
//   has done.
//
// While a coordinator is down those who voted for it wait, and refuse: that is two-phase commit.
//
// Without `repeats`, for the model checker, each timer fires once and nothing is sent again.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class AtomicCommitBug {
    none,
    commits_early,    // one vote besides the coordinator's own is enough
    aborts_alone,     // who has voted yes and hears nothing aborts on its own
    forgets_outcome,  // a coordinator that restarts has forgotten what it had committed
    forgets_vote,     // a node that restarts has forgotten its votes
    reads_through     // a node reads a key between its vote and the outcome
};

struct AtomicCommit {
    /// A write: its coordinator, and the how manieth it is there.
    struct Transaction {
        actors::Id coordinator;
        std::int64_t number = 0;
    };
    struct Version {
        std::int64_t number = 0;
        core::Value value;
    };
    struct Change {
        core::Value key;
        Version version;
    };
    /// What a coordinator does not know the outcome of.
    struct Open {
        actors::Id client;
        std::int64_t msg_id = 0;
        std::set<actors::Id> votes;
        std::int64_t waited = 0;  // how many times the timer has fired
    };

    struct Prepare {
        Transaction transaction;
        Change change;
    };
    struct Vote {
        Transaction transaction;
        bool yes = false;
    };
    struct Outcome {
        Transaction transaction;
        bool commits = false;
    };
    struct Done {
        Transaction transaction;
    };
    struct Ask {
        Transaction transaction;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply, Prepare, Vote, Outcome, Done, Ask>;
    using Request = std::variant<actors::Read, actors::Write>;
    using Timer = Transaction;

    struct Storage {
        std::int64_t transactions = 0;  // that this node has coordinated
        std::map<core::Value, Version> values;
        std::map<Transaction, Change> prepared;                 // voted yes for, not decided
        std::map<Transaction, std::set<actors::Id>> committed;  // by this node; who is to confirm
    };
    struct State {
        Storage stored;
        std::map<Transaction, Open> open;
    };
    using Out = actors::Outbox<AtomicCommit>;

    AtomicCommitBug bug = AtomicCommitBug::none;
    bool repeats = true;
    std::int64_t patience = 5;  // after how many times the timer a coordinator aborts
    core::Nanoseconds wait_low = std::chrono::milliseconds(20);
    core::Nanoseconds wait_high = std::chrono::milliseconds(40);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;
};

ORDEAL_DESCRIBE(AtomicCommit::Transaction, coordinator, number)
ORDEAL_DESCRIBE(AtomicCommit::Version, number, value)
ORDEAL_DESCRIBE(AtomicCommit::Change, key, version)
ORDEAL_DESCRIBE(AtomicCommit::Open, client, msg_id, votes, waited)
ORDEAL_DESCRIBE(AtomicCommit::Prepare, transaction, change)
ORDEAL_DESCRIBE(AtomicCommit::Vote, transaction, yes)
ORDEAL_DESCRIBE(AtomicCommit::Outcome, transaction, commits)
ORDEAL_DESCRIBE(AtomicCommit::Done, transaction)
ORDEAL_DESCRIBE(AtomicCommit::Ask, transaction)
ORDEAL_DESCRIBE(AtomicCommit::Storage, transactions, values, prepared, committed)
ORDEAL_DESCRIBE(AtomicCommit::State, stored, open)

}  // namespace ordeal::examples
