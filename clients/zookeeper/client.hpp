// A client of ZooKeeper: registers, sets and locks.
//
// | option    | meaning |
// |---|---|
// | "node"    | "home" (default): the client's own node; or "n1": the same for all |
// | "reads"   | "plain" (default): from the node's own copy; "sync": after it has caught up |
// | "session" | how long the server keeps a session that it does not hear of: "4s" by default |
//
// A register is a znode, `cas` a read and a set with the version that was read; a set is the
// children of one znode; a lock is an ephemeral znode, its token the number of the transaction that
// created it. So a lock is free again when its holder's session has expired.
//
// | heard                                                    | outcome |
// |---|---|
// | no session in time                                       | fail: nothing was sent |
// | no node: of a read; of a release                         | ok with null; fail |
// | bad version, node exists: of a cas; of an acquire        | fail |
// | node exists: of an add                                   | ok: it is there |
// | any other error of the server's: no auth, throttled, ... | fail |
// | connection loss, session expired, a deadline: of a read  | fail: it changed nothing |
// | the same: of anything that changes                       | info |
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::zookeeper {

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::zookeeper
