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
};

/// Error: an unknown option or word, with the nearest known one.
core::Result<Conventions> read_conventions(const core::Value& options);

/// A request that waits for its reply.
struct Request {
    Invocation invocation;
    std::int64_t msg_id = 0;
    std::string src;   // "c3"
    std::string dest;  // "n1"
    bool missing_key_is_null = true;
};

/// The body has type (the function), msg_id, key if there is one, and `value`; for a
/// cas `from` and `to` instead; for a read neither.
/// Error: the value of a cas is not a list of two.
core::Result<core::Value> body_of(const Request& request);
/// The datagram of a body. Error: as body_of.
core::Result<std::string> encode(const Request& request);

/// Not the reply of this request: to another request, or to another client.
struct Stale {};

/// Nobody can say whose reply this is; why.
struct Malformed {
    std::string why;
};

/// What a datagram means for the request. Only a datagram that names this client and this request
/// completes it: with ok (`f`_ok; of a read with its value), as the table of errors says, or, when
/// its type or its fields are not those of a reply to `f`, with info.
std::variant<Completion, Stale, Malformed> interpret(std::string_view datagram,
                                                     const Request& request);
/// The same of the body of a message to this client.
std::variant<Completion, Stale, Malformed> interpret_body(const core::Value& body,
                                                          const Request& request);

}  // namespace ordeal::clients::maelstrom
