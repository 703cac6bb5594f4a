// Operations of several statements: transfers of a bank, and transactions of reads, writes and
// appends. Each is one transaction at the isolation that was asked for. What goes wrong before
// COMMIT is sent is a `fail`: the server undoes it, at the latest when the connection is gone.
#pragma once

#include <string>

#include "clients/client.hpp"
#include "clients/postgres/session.hpp"

namespace ordeal::clients::postgres {

/// {"from":0,"to":1,"amount":3}. Both balances are read, and written as numbers: an isolation that
/// loses updates loses money.
Completion transfer(Session& session, const Invocation& invocation, const std::string& isolation,
                    Deadline deadline);

/// [["append","k0",1],["r","k0",null]] on lists, or [["w","k0",1],["r","k0",null]] on registers: ok
/// with what was read filled in.
Completion transact(Session& session, const Invocation& invocation, const std::string& isolation,
                    bool lists, Deadline deadline);

}  // namespace ordeal::clients::postgres
