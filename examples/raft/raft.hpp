// A replicated log and the registers that it keeps: Raft (Ongaro & Ousterhout 2014). A leader is
// elected by a majority for a term; what clients ask goes into its log, from there into the logs
// of the others, and is done, by every server in the same order, once a majority has it.
//
// - A server that is asked and is not the leader passes the request on; whoever was asked answers,
//   when it does the request itself. Reads go through the log like writes.
// - Term, vote and log are saved before anything is said that rests on them.
// - A request may arrive twice; what has been done for a client with this or a later number is
//   not done again.
// - The part of the log that all servers have and that has been done is replaced by the registers
//   that it led to. A server that is down keeps the others from forgetting what it lacks, so nobody
//   ever needs a copy of somebody's registers.
//
// The set of servers is fixed.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class RaftBug {
    none,
    forgets_vote,      // a restart has forgotten for whom it voted in its term
    votes_for_all,     // a vote is given whatever the candidate's log lacks
    counts_old_votes,  // a candidate counts votes of earlier terms
    reads_locally      // a leader answers reads by itself
};

struct Raft {
    enum class Role { follower, candidate, leader };

    /// What a client asked, and the server that it asked.
    struct Command {
        actors::Id client;
        std::int64_t msg_id = 0;
        actors::Id asked;
        core::Value key;
        std::optional<core::Value> write;  // none: a read
    };
    struct Entry {
        std::int64_t term = 0;
        std::optional<Command> command;  // none: a leader's first entry
    };
    /// The place of an entry, counted from 1, and its term; before the first entry both are 0.
    struct Place {
        std::int64_t index = 0;
        std::int64_t term = 0;
    };

    struct RequestVote {
        std::int64_t term = 0;
        Place last;
    };
    struct Vote {
        std::int64_t term = 0;
    };
    /// The entries after `previous`; how many are done, and how many all servers have.
    struct Append {
        std::int64_t term = 0;
        Place previous;
        std::vector<Entry> entries;
        std::int64_t committed = 0;
        std::int64_t everywhere = 0;
    };
    /// `index`: up to where the logs agree, or, if not `ok`, from where to try again.
    struct Appended {
        std::int64_t term = 0;
        bool ok = false;
        std::int64_t index = 0;
    };
    struct Forward {
        Command command;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply, RequestVote, Vote, Append, Appended, Forward>;
    using Request = std::variant<actors::Read, actors::Write>;
    enum class Timer { election, heartbeat };

    struct Registers {
        std::map<core::Value, core::Value> values;
        std::map<actors::Id, std::int64_t> done;  // of each client the last request
    };
    struct Storage {
        std::int64_t term = 0;
        std::optional<actors::Id> vote;
        Place base;         // the log begins after this place
        Registers at_base;  // what led there has made of the registers
        std::vector<Entry> log;
    };
    struct State {
        Storage stored;
        Role role = Role::follower;
        std::optional<actors::Id> leader;
        std::set<actors::Id> votes;
        std::map<actors::Id, std::int64_t> next;   // a leader's: the index to send next
        std::map<actors::Id, std::int64_t> match;  // a leader's: up to where a follower agrees
        std::int64_t committed = 0;
        Registers registers;  // after all that is committed
    };
    using Out = actors::Outbox<Raft>;

    RaftBug bug = RaftBug::none;
    bool heartbeats = true;        // without, a leader says nothing but what it must
    std::size_t keep_entries = 0;  // that everybody has and that are done; 0: all
    core::Nanoseconds election_low = std::chrono::milliseconds(150);
    core::Nanoseconds election_high = std::chrono::milliseconds(300);
    core::Nanoseconds heartbeat = std::chrono::milliseconds(30);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    static std::int64_t last_index(const Storage& stored) {
        return stored.base.index + static_cast<std::int64_t>(stored.log.size());
    }
};

BOOST_DESCRIBE_ENUM(Raft::Role, follower, candidate, leader)
ORDEAL_DESCRIBE(Raft::Command, client, msg_id, asked, key, write)
ORDEAL_DESCRIBE(Raft::Entry, term, command)
ORDEAL_DESCRIBE(Raft::Place, index, term)
ORDEAL_DESCRIBE(Raft::RequestVote, term, last)
ORDEAL_DESCRIBE(Raft::Vote, term)
ORDEAL_DESCRIBE(Raft::Append, term, previous, entries, committed, everywhere)
ORDEAL_DESCRIBE(Raft::Appended, term, ok, index)
ORDEAL_DESCRIBE(Raft::Forward, command)
BOOST_DESCRIBE_ENUM(Raft::Timer, election, heartbeat)
ORDEAL_DESCRIBE(Raft::Registers, values, done)
ORDEAL_DESCRIBE(Raft::Storage, term, vote, base, at_base, log)
ORDEAL_DESCRIBE(Raft::State, stored, role, leader, votes, next, match, committed, registers)

}  // namespace ordeal::examples
