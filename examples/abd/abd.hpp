// A register for each key, which any node reads and writes for any client, and which stays right
// while a minority of the nodes is down or cut off: the algorithm of Attiya, Bar-Noy & Dolev (1995)
// with many writers (Lynch & Shvartsman 1997).
//
// An operation has two phases, each of which needs a majority. Query: what is the latest version?
// Store: have this version stored, a new one for a write, the one just found for a read (without
// which a later read could miss what this one saw). Versions are ordered by tags (counter, node).
//
// What makes it right when nodes crash and datagrams are lost, doubled and late:
// - A node saves a version before it says that it has it.
// - A writer stores its version itself, before it sends it, and picks a tag above all that it has
//   stored. So it never gives two values the same tag, not across a crash either.
// - A request's id holds the incarnation of its node, which is saved at every start. So an answer
// to
//   a request from before a crash cannot pass for an answer to one after it.
// - Phases are sent again on a timer to those who have not answered. Storing twice changes nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/actor.hpp"
#include "actors/client_messages.hpp"
#include "core/value.hpp"

namespace ordeal::examples {

enum class AbdBug {
    none,
    no_write_back,  // a read does not store what it found
    no_quorum,      // a phase ends with the first answer, the node's own
    forgets         // a start ignores what was saved
};

struct Abd {
    struct Tag {
        std::int64_t counter = 0;
        actors::Id node;
    };
    /// What a replica has of a key. A key that was never written is null, under the lowest tag.
    struct Version {
        Tag tag;
        core::Value value;
    };
    struct RequestId {
        std::int64_t incarnation = 0;
        std::int64_t sequence = 0;
    };

    struct Query {
        RequestId request;
        core::Value key;
    };
    struct QueryOk {
        RequestId request;
        Version version;
    };
    struct Store {
        RequestId request;
        core::Value key;
        Version version;
    };
    struct StoreOk {
        RequestId request;
    };
    using Message = std::variant<actors::Read, actors::ReadOk, actors::Write, actors::WriteOk,
                                 actors::ErrorReply, Query, QueryOk, Store, StoreOk>;
    using Request = std::variant<actors::Read, actors::Write>;

    /// Send the phase of this operation again.
    struct Timer {
        std::int64_t sequence = 0;
    };

    enum class Phase { query, store };
    /// A client's operation that this node coordinates.
    struct Operation {
        actors::Id client;
        std::int64_t msg_id = 0;
        core::Value key;
        std::optional<core::Value> write;  // none: a read
        Phase phase = Phase::query;
        std::set<actors::Id> answered;
        Version version;  // query: the latest found so far; store: the one being stored
        std::int64_t retries = 0;
    };
    struct State {
        std::int64_t incarnation = 0;
        std::int64_t sequence = 0;
        std::map<core::Value, Version> versions;
        std::map<std::int64_t, Operation> operations;
    };
    struct Storage {
        std::int64_t incarnation = 0;
        std::map<core::Value, Version> versions;
    };
    using Out = actors::Outbox<Abd>;

    /// Tags are ordered by the ids of writers, and only who is asked writes.
    static constexpr bool unasked_are_alike = true;

    AbdBug bug = AbdBug::none;
    std::int64_t retries = 20;  // of an operation, in both phases; 0: no timers at all
    core::Nanoseconds retry_low = std::chrono::milliseconds(60);
    core::Nanoseconds retry_high = std::chrono::milliseconds(120);

    State start(const actors::Self&, const std::optional<Storage>& recovered, Out&) const;
    void message(const actors::Self&, State&, actors::Id from, const Message&, Out&) const;
    void timer(const actors::Self&, State&, const Timer&, Out&) const;
};

ORDEAL_DESCRIBE(Abd::Tag, counter, node)
ORDEAL_DESCRIBE(Abd::Version, tag, value)
ORDEAL_DESCRIBE(Abd::RequestId, incarnation, sequence)
ORDEAL_DESCRIBE(Abd::Query, request, key)
ORDEAL_DESCRIBE(Abd::QueryOk, request, version)
ORDEAL_DESCRIBE(Abd::Store, request, key, version)
ORDEAL_DESCRIBE(Abd::StoreOk, request)
ORDEAL_DESCRIBE(Abd::Timer, sequence)
BOOST_DESCRIBE_ENUM(Abd::Phase, query, store)
ORDEAL_DESCRIBE(Abd::Operation, client, msg_id, key, write, phase, answered, version, retries)
ORDEAL_DESCRIBE(Abd::State, incarnation, sequence, versions, operations)
ORDEAL_DESCRIBE(Abd::Storage, incarnation, versions)

}  // namespace ordeal::examples
