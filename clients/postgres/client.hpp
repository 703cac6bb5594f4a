// A client of PostgreSQL, for registers, counters, sets, a bank and transactions. What each error
// means is in operations.hpp. The tables are made by whichever client comes first.
//
// | option      | meaning |
// |---|---|
// | "primary"   | the node that takes writes: "n1"; default: the first one; "home": each its own |
// | "reads"     | "primary" (default); "home": the client's own node; "standby": the client's own
// node, or the next one where that is the primary | | "isolation" | of transactions: "serializable"
// (default), "repeatable-read", "read-committed" | | "user", "database" | "postgres" by default;
// nobody is asked for a password | | "accounts", "total" | of a bank: 8 and 80 by default |
//
// A standby has no isolation "serializable": reads there are made at "repeatable read" then.
//
// A connection that ended between two operations is not used again. The settings
// `idle_in_transaction_session_timeout` and `client_connection_check_interval` of each session make
// the server give up what a client has given up, and its locks.
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::postgres {

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::postgres
