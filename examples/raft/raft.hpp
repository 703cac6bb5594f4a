// A replicated log and the registers that it keeps: Raft (Ongaro & Ousterhout
// 2014). A leader is elected by a majority for a term; what clients ask goes
// into its log, from there into the logs of the others, and is done, by every
// server in the same order, once a majority has it.
//
// - A server that is asked and is not the leader passes the request on; whoever
// was asked answers,
//   when it does the request itself. Reads go through the log like writes; with
//   `quick_reads` a leader that is asked for one itself makes sure, by a round
//   of messages, that it leads still, and reads what is done (section 6.4 of
//   Ongaro's thesis, 2014).
// - Term, vote and log are saved before anything is said that rests on them.
// - A request may arrive twice; what has been done for a client with this or a
// later number is
//   not done again.
// - With `keep_entries` the part of the log that has been done is replaced by
// the registers that it
//   led to, a snapshot, which a leader sends to whoever lacks entries that it
//   has dropped.
// - With `members` only so many servers count for a majority, and leaders
// replace them again and
//   again, by joint consensus (section 6 there): from when it is in a log until
//   it is committed, an entry with old and new members asks for a majority of
//   both; then an entry with the new ones is enough. Servers that do not count
//   are told everything all the same, so that they can pass requests on, and
//   have the log when they are members again.
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
    reads_locally,     // a leader answers reads by itself
    forgets_term,      // a restart has forgotten its term
    // A leader commits entries of earlier terms once a majority has them, and begins its term with
    // no entry of its own: figure 8 of the paper.
    commits_old_terms,
    counts_unsaved,            // a leader counts itself for entries that it has not saved
    snapshot_wrong_term,       // who takes over a snapshot notes the sender's term, not the entry's
    snapshot_too_far,          // a snapshot is said to reach to the end of the log
    snapshot_without_clients,  // a snapshot does not say what has been done for clients
    changes_at_once,           // new members count at once, without the old ones
    reads_early                // a leader reads before it knows what was done before its term
};

struct Raft {
    enum class Role { follower, candidate, leader };

    /// What a client asked, and the server that it asked.
    struct Command {
        actors::Id client;
        std::int64_t msg_id = 0;
        actors::Id asked;
        core::Value key;
        std::optional<core::Value> from;   // of a cas: what is to be there
        std::optional<core::Value> write;  // none: a read
    };
    /// Who counts for a majority; empty: all. While `next` is not empty, both do.
    struct Members {
        std::set<actors::Id> current;
        std::set<actors::Id> next;
    };
    struct Entry {
        std::int64_t term = 0;
        std::optional<Command> command;
        std::optional<Members> members;  // neither: a leader's first entry
    };
    /// The place of an entry, counted from 1, and its term; before the first
    /// entry both are 0.
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
    /// The entries after `previous`, and how many are done.
    struct Append {
        std::int64_t term = 0;
        std::int64_t round = 0;
        Place previous;
        std::vector<Entry> entries;
        std::int64_t committed = 0;
    };
    /// `index`: up to where the logs agree, or, if not `ok`, from where to try
    /// again.
    struct Appended {
        std::int64_t term = 0;
        std::int64_t round = 0;  // of what it answers
        bool ok = false;
        std::int64_t index = 0;
    };
    struct Forward {
        Command command;
    };
    /// What the entries up to `base` have led to.
    struct Registers {
        std::map<core::Value, core::Value> values;
        std::map<actors::Id, std::int64_t> done;  // of each client the last request
        Members members;
    };
    struct Snapshot {
        std::int64_t term = 0;
        std::int64_t round = 0;
        Place base;
        Registers registers;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::Cas, actors::CasOk, actors::ErrorReply, RequestVote, Vote,
                                 Append, Appended, Snapshot, Forward>;
    using Request = std::variant<actors::Read, actors::Write, actors::Cas>;
    enum class Timer { election, heartbeat, members };

    struct Storage {
        std::int64_t term = 0;
        std::optional<actors::Id> vote;
        Place base;         // the log begins after this place
        Registers at_base;  // what led there has made of the registers
        std::vector<Entry> log;
    };
    /// A read that a leader answers when enough have answered its round of
    /// messages.
    struct QuickRead {
        Command command;
        std::int64_t round = 0;
    };
    struct State {
        Storage stored;
        Role role = Role::follower;
        std::optional<actors::Id> leader;
        std::set<actors::Id> votes;
        std::map<actors::Id, std::int64_t> next;   // a leader's: the index to send next
        std::map<actors::Id, std::int64_t> match;  // a leader's: up to where a follower agrees
        std::int64_t committed = 0;
        Registers registers;      // after all that is committed
        std::int64_t rounds = 0;  // a leader's: for how many reads it has asked
        std::map<actors::Id, std::int64_t> rounds_heard;  // a leader's: the last that was answered
        std::vector<QuickRead> reads;
    };
    using Out = actors::Outbox<Raft>;

    RaftBug bug = RaftBug::none;
    bool heartbeats = true;                    // without, a leader says nothing but what it must
    std::optional<std::int64_t> keep_entries;  // of those that are done, at least; none: all
    bool quick_reads = false;
    std::size_t members = 0;  // how many count; 0: all, and they never change
    core::Nanoseconds election_low = std::chrono::milliseconds(150);
    core::Nanoseconds election_high = std::chrono::milliseconds(300);
    core::Nanoseconds heartbeat = std::chrono::milliseconds(30);
    core::Nanoseconds change = std::chrono::milliseconds(400);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;

    static std::int64_t last_index(const Storage& stored) {
        return stored.base.index + static_cast<std::int64_t>(stored.log.size());
    }
};

BOOST_DESCRIBE_ENUM(Raft::Role, follower, candidate, leader)
ORDEAL_DESCRIBE(Raft::Command, client, msg_id, asked, key, from, write)
ORDEAL_DESCRIBE(Raft::Members, current, next)
ORDEAL_DESCRIBE(Raft::Entry, term, command, members)
ORDEAL_DESCRIBE(Raft::Place, index, term)
ORDEAL_DESCRIBE(Raft::RequestVote, term, last)
ORDEAL_DESCRIBE(Raft::Vote, term)
ORDEAL_DESCRIBE(Raft::QuickRead, command, round)
ORDEAL_DESCRIBE(Raft::Append, term, round, previous, entries, committed)
ORDEAL_DESCRIBE(Raft::Appended, term, round, ok, index)
ORDEAL_DESCRIBE(Raft::Forward, command)
BOOST_DESCRIBE_ENUM(Raft::Timer, election, heartbeat, members)
ORDEAL_DESCRIBE(Raft::Registers, values, done, members)
ORDEAL_DESCRIBE(Raft::Snapshot, term, round, base, registers)
ORDEAL_DESCRIBE(Raft::Storage, term, vote, base, at_base, log)
ORDEAL_DESCRIBE(Raft::State, stored, role, leader, votes, next, match, committed, registers, rounds,
                rounds_heard, reads)

}  // namespace ordeal::examples
