// The operations of each kind of workload as Redis commands, and what a reply means for them. Pure.
//
// A command that a server answers with an error was not carried out, whatever the error: Redis
// refuses before it executes, and each script here writes in its last call, or not at all after a
// call that failed. So every error it is known to answer with is a `fail`:
//
// | reply                                              | outcome |
// |---|---|
// | READONLY: a replica                                | fail |
// | LOADING, MASTERDOWN, CLUSTERDOWN, TRYAGAIN, BUSY   | fail: not now |
// | NOREPLICAS, MISCONF, OOM                           | fail: writes are refused |
// | MOVED, ASK, CROSSSLOT, NOAUTH, NOPERM, WRONGTYPE   | fail: not here, not so |
// | EXECABORT, NOSCRIPT, ERR                           | fail: not understood, or given up |
// | UNKILLABLE, UNBLOCKED and any other word           | info |
// | nil of GET, of LPOP                                | ok with null; fail "empty" |
// | 0 of a compare-and-set, of a lock                  | fail |
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "clients/redis/connection.hpp"
#include "core/result.hpp"

namespace ordeal::clients::redis {

/// The kinds of workload that there are commands for.
const std::vector<std::string_view>& workload_kinds();

struct Operation {
    Command command;
    Completion (*meaning)(const Invocation&, const Reply&);
};

struct Terms {
    std::string kind;
    std::string owner;                     // who takes a lock
    std::string lease_milliseconds = "0";  // of a lock; "0": for ever
};

/// Error: the kind has no such function, or its value is not of its shape.
core::Result<Operation> operation_of(const Invocation& invocation, const Terms& terms);

/// fail or info, of "READONLY You can't ...".
core::EventType outcome_of_error(std::string_view error);

Completion complete(const Operation& operation, const Invocation& invocation, const Reply& reply);

}  // namespace ordeal::clients::redis
