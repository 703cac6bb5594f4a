// Which node a client talks to, by the words of a scenario's `workload.options`.
#pragma once

#include <string_view>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients {

/// "home": the node that the client is bound to; otherwise the node of that name.
/// Error: there is none, said of the option; names those that there are.
core::Result<Endpoint> endpoint_named(const ClientOptions& options, std::string_view option,
                                      std::string_view name);

}  // namespace ordeal::clients
