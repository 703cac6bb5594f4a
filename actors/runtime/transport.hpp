// How messages come and go: over stdin and stdout, or over UDP. Text in, text out; the node makes
// sense of it. Nothing here blocks except a write to a pipe that nobody empties.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace ordeal::runtime {

/// One line or datagram. `address` says where an answer would go; it means nothing to others.
struct Incoming {
    std::string text;
    std::string address;
};

class Transport {
  public:
    virtual ~Transport() = default;

    /// To be polled for reading.
    virtual int descriptor() const = 0;
    /// Appends what has come, without waiting. False: nothing will come any more.
    virtual core::Result<bool> receive(std::vector<Incoming>& out) = 0;
    /// False: it could not be sent, and is lost. Error: nobody listens any more.
    virtual core::Result<bool> send(const std::string& name, std::string_view text) = 0;
    /// A message from `name` came from this address.
    virtual void learn(const std::string& name, const std::string& address) = 0;
};

/// One message a line. Lines longer than 16 MiB are cut, and so become malformed.
std::unique_ptr<Transport> stdio_transport(int input, int output);

/// An address and port: "10.0.0.1:7000", "[::1]:7000".
struct Endpoint {
    std::string ip;
    std::uint16_t port = 0;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

core::Result<Endpoint> parse_endpoint(std::string_view text);
std::string to_text(const Endpoint& endpoint);

/// One message a datagram. Peers have fixed addresses; anyone else is answered at the address that
/// they wrote from last. Error: the address cannot be bound.
core::Result<std::unique_ptr<Transport>> udp_transport(
    const Endpoint& listen, const std::map<std::string, Endpoint>& peers);

}  // namespace ordeal::runtime
