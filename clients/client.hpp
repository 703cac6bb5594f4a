// The port between a workload and the system under test. A client belongs to one logical process
// and one thread; it is opened, invoked one operation at a time, and closed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients {

/// Where a node listens for clients.
struct Endpoint {
    std::string node;  // "n1"
    std::string ip;
    std::uint16_t port = 0;
};

/// What every client is made from. `endpoints` holds all nodes in order; the client is bound to
/// endpoints[home].
struct ClientOptions {
    std::vector<Endpoint> endpoints;
    std::size_t home = 0;
    std::int64_t process = 0;
    core::Nanoseconds timeout{1'000'000'000};  // of one invocation, held whatever happens
    core::Value extra;                         // the protocol's own options, from the scenario
    std::string workload;                      // the kind of operations: "register", "bank", ...
};

struct Invocation {
    std::string f;
    std::optional<core::Value> key;
    core::Value value;
};

/// `type` is ok, fail (certainly did not happen) or info (may happen yet). The value of one that is
/// not ok is that of the invocation.
struct Completion {
    core::EventType type = core::EventType::info;
    core::Value value;
    std::optional<std::string> error;
};

class Client {
  public:
    virtual ~Client() = default;
    /// The sockets made here and later belong to the network namespace of the calling thread.
    virtual core::Result<void> open() = 0;
    /// Returns within the timeout of the options, whatever the other side does.
    virtual Completion invoke(const Invocation& invocation) = 0;
    virtual void close() = 0;
};

/// Names for the scenario's `workload.client`: "maelstrom", ...
std::vector<std::string_view> client_names();

/// Error: an unknown name (with the nearest known one), or options that do not fit.
core::Result<std::unique_ptr<Client>> make_client(std::string_view name, ClientOptions options);

}  // namespace ordeal::clients
