// The client "maelstrom" of world `router`: Maelstrom's RPC, handed to the router in place of a
// socket. What each reply means is in clients/maelstrom/protocol.hpp. What else is heard:
//
// | heard                                  | completion |
// |---|---|
// | nothing in time                        | info |
// | the node is down                       | fail; info with the option "refused": "info" |
// | a reply without the fields of one      | info, and the run ends: the node broke the protocol |
//
// Options are those of clients/maelstrom/client.hpp; the topology of a broadcast is told by the
// world, to every node in each of its lives.
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "harness/router/router.hpp"

namespace ordeal::harness {

/// Error: options that do not fit. Requires: the router outlives the client.
core::Result<std::unique_ptr<clients::Client>> make_router_client(Router& router,
                                                                  clients::ClientOptions options);

}  // namespace ordeal::harness
