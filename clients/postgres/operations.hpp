// The operations of each kind of workload as SQL. Those of registers, counters and sets are one
// statement each, which is its own transaction; transfers and transactions are wrapped in BEGIN
// and COMMIT at the isolation that was asked for.
//
// | heard                                            | outcome |
// |---|---|
// | no connection, refused, 57P03 (starting up), ... | fail: nothing was sent |
// | 40001 (serialization), 40P01 (deadlock)          | fail |
// | 25006 (read only: a standby), 55P03, 57014       | fail |
// | any other ERROR                                  | fail: its transaction is undone |
// | 40003, class 08, XX001, XX002                    | info |
// | FATAL, PANIC (57P01: shut down, ...)             | info: perhaps after the commit |
// | no answer to a statement before COMMIT was sent  | fail: the server will undo it |
// | no answer to COMMIT or to a single statement     | info |
// | COMMIT answered with "ROLLBACK"                  | fail |
// | "committed locally, but might not ... replicated" | info |
// | no row for a register, a list                    | ok with null, with [] |
// | a compare-and-set that changed no row            | fail |
// | a transfer from an account that has too little   | fail |
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "clients/postgres/session.hpp"

namespace ordeal::clients::postgres {

const std::vector<std::string_view>& workload_kinds();

struct Terms {
    std::string kind;
    std::string isolation;  // "SERIALIZABLE"
    std::int64_t accounts = 8;
    std::int64_t total = 80;
};

/// Makes the tables, and the accounts of a bank, if they are not there; any number of clients may
/// do so at once. Error: why they are not.
core::Result<void> make_tables(Session& session, const Terms& terms, Deadline deadline);

/// Only reads, so that it may be asked of a standby.
bool is_read(const Invocation& invocation);

/// Requires: the session is open.
Completion perform(Session& session, const Invocation& invocation, const Terms& terms,
                   Deadline deadline);

}  // namespace ordeal::clients::postgres
