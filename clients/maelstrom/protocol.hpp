// Maelstrom's RPC without a network: the request of an invocation, and what a reply means for it.
// Pure; as messages, for simulations, and as datagrams.
//
// | code | name                    | outcome |
// |---|---|---|
// | 0    | timeout                 | info |
// | 1    | node-not-found          | fail |
// | 10   | not-supported           | fail |
// | 11   | temporarily-unavailable | fail |
// | 12   | malformed-request       | fail |
// | 13   | crash                   | info |
// | 14   | abort                   | fail |
// | 20   | key-does-not-exist      | fail; of a read, ok with null unless asked otherwise |
// | 21   | key-already-exists      | fail |
// | 22   | precondition-failed     | fail |
// | 30   | txn-conflict            | fail |
// | another one under 1000         | | fail: the protocol calls them definite |
// | 1000 and above, or under 0     | | info: custom, nobody knows |
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "clients/client.hpp"
#include "clients/maelstrom/dialect.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::maelstrom {

/// `fail` when the error says that the request certainly did not happen, else `info`.
core::EventType outcome_of_error(std::int64_t code);
/// "precondition-failed"; empty for an unknown code.
std::string_view name_of_error(std::int64_t code);

/// What a scenario's `workload.options` may say of this protocol.
struct Conventions {
    core::EventType refused = core::EventType::fail;  // an operation that found a closed port
    bool missing_key_is_null = true;                  // a read's error 20 means: ok, null
    std::string topology{};                           // of broadcast; empty of every other kind
};

/// `workload` is the kind: "topology" is an option of broadcast alone.
/// Error: an unknown option or word, with the nearest known one.
core::Result<Conventions> read_conventions(const core::Value& options,
                                           std::string_view workload = {});

/// A request that waits for its reply.
struct Request {
    Invocation invocation;
    std::int64_t msg_id = 0;
    std::string src;   // "c3"
    std::string dest;  // "n1"
    bool missing_key_is_null = true;
    Dialect* dialect = nullptr;  // of its client, and outlives it; null: the plain one
};

/// The body has type, msg_id, and what the dialect asks with. Error: as Dialect::ask.
core::Result<core::Value> body_of(const Request& request);
/// The datagram of a body. Error: as body_of.
core::Result<std::string> encode(const Request& request);

/// Not the reply of this request: to another request, or to another client.
struct Stale {};

/// Nobody can say whose reply this is, or (`answers`) it is the reply of this request and has not
/// the type or the fields of one; why, in words that follow "malformed reply: ".
struct Malformed {
    std::string why;
    bool answers = false;
};

/// What a datagram means for the request. Only a datagram that names this client and this request
/// completes it: with ok (`f`_ok, with the value of which the dialect tells), or as the table of
/// errors says. A client that goes on after a malformed answer completes by unknown_outcome().
std::variant<Completion, Stale, Malformed> interpret(std::string_view datagram,
                                                     const Request& request);
/// The same of the body of a message to this client.
std::variant<Completion, Stale, Malformed> interpret_body(const core::Value& body,
                                                          const Request& request);

/// How a request ends that got a malformed answer: with info, since the node did something.
Completion unknown_outcome(const Request& request, const Malformed& reply);

}  // namespace ordeal::clients::maelstrom
