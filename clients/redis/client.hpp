// A client of Redis: one server, or the primary that a sentinel names.
//
// | option          | meaning |
// |---|---|
// | "node"          | "home" (default): the client's own node; or "n1": the same for all |
// | "sentinel-port" | each node's sentinel listens there: ask it who the primary is |
// | "master"        | the name that the sentinels know it by; "mymaster" |
// | "lease"         | after how long a lock is free again: "10s"; default "0": never |
//
// What each reply means is in operations.hpp. What is heard instead of one:
//
// | heard                                              | outcome |
// |---|---|
// | connection refused, no connection in time          | fail: nothing was sent |
// | the sentinel names no primary, or does not answer  | fail: nothing was sent |
// | the connection broke while the command was sent    | fail: the server has not all of it |
// | the connection broke after that, or a deadline     | info |
// | what is no Redis reply                             | info |
//
// After an error that a primary does not give, and after any trouble, the next operation connects
// anew, which is how a client of sentinels finds the next primary. A connection that was closed
// between two operations is not used again.
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::redis {

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::redis
