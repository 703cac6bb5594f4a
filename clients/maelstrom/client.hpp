// A client that speaks Maelstrom's RPC over UDP, one datagram a message, as every actor program
// does with --transport=udp:
//
//     {"src":"c3","dest":"n1","body":{"type":"write","msg_id":7,"key":"k0","value":5}}
//     {"src":"n1","dest":"c3","body":{"type":"write_ok","in_reply_to":7}}
//
// What each reply means is in protocol.hpp. What is heard instead of a reply:
//
// | heard                                   | completion |
// |---|---|
// | nothing in time                         | info |
// | datagrams, but none that is the reply   | info at the deadline, with their number |
// | ICMP: nothing listens on the port       | fail; info with the option "refused": "info" |
// | its reply, but not as dialect.hpp says  | info: what was expected |
// | an error of the socket while waiting    | info |
// | an error of the socket while sending    | fail: the request never left |
//
// A refused request certainly did not happen as long as the network neither duplicates nor delays
// what a client sends, which is how the links of clients are by default: the one copy of the
// request has met a closed port. Where they do, a second copy may find the node restarted; then
// say "refused": "info".
//
// An error datagram that belongs to an earlier request could be taken for one of this request; so
// close the client after `info`, as every process ends there.
//
// Each client of the workload broadcast tells its node the topology when it opens, and waits for
// the answer no longer than the timeout of an operation.
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::maelstrom {

/// Options: "refused": "fail" (default) or "info"; "missing-key": "null" (default) or "fail": what
/// a read completes with when the node answers that the key does not exist; of the workload
/// broadcast "topology": "grid" (default) or another one of topology.hpp.
/// Error: options that are not known, or a workload that cannot be said.
core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::maelstrom
