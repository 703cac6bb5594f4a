// A client of etcd 3.4 and later, over its JSON gateway (POST /v3/...): nothing but HTTP is needed.
// A value is kept as its JSON text, null as the absence of its key.
//
// | workload                          | how |
// |---|---|
// | register, cas-register, lin-kv    | a key; cas is a transaction that compares the value |
// | set, g-set                        | a key for each element; a read is one range |
// | counter, g-counter, pn-counter    | a key; read, then a transaction that compares mod_revision
// | | bank                              | a key for each account; absent: what it has at the start
// | | lock, mutex                       | the lock service, under a lease; its token is the store's
// |                                   | revision at which the lock was had: it only grows |
//
// | what comes                                                        | completion |
// |---|---|
// | an answer without error                                           | ok; fail when the
// |                                                                   | comparison did not hold |
// | no connection, or closed before anything was sent                 | fail |
// | nothing in time, a broken connection, an answer that is not whole | info |
// | code 3 invalid, 5 not found, 6 exists, 7 permission, 9 precondition, 11 range,
// |   12 unimplemented, 16 unauthenticated                            | fail |
// | code 8 "too many requests"                                        | fail: before it is proposed
// | | code 8 "database space exceeded"                                  | info: etcd may have
// applied |                                                                   | it and says so all
// the same | | code 14 "etcdserver: no leader"                                   | fail: before it
// is proposed | | "raft proposal dropped"                                           | fail: never
// in a log | | code 14 otherwise: "request timed out", "leader changed", "server stopped"   | info
// | | code 1, 2, 4, 10, 13, 15, and codes unknown                       | info | | no code in the
// answer: status 400 to 499 but 408                  | fail | | no code in the answer: another
// status                             | info | | an error answer to a read | fail: it changes
// nothing | | trouble in the step before the one that changes something         | fail |
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::etcd {

/// Options: "reads": "linearizable" (default) or "serializable", which any node answers from what
/// it has; "connect": "home" (default: to the client's own node only) or "all" (to the next one
/// when a node cannot be reached); "lease": a duration of whole seconds, 10 s unless told, after
/// which a lock is lost; "accounts" and "total" of a bank, 8 and 80 unless told.
core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::etcd
