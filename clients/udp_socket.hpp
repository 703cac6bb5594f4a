// A UDP socket connected to one address, as a value that closes itself. Connected, so that only
// that address is heard, and that the answer "nobody listens on this port" is heard too.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::clients {

class UdpSocket {
  public:
    /// Belongs to the network namespace of the calling thread. `ip` is an IPv4 or IPv6 address.
    /// Error: the text is no address, or the system's reason.
    static core::Result<UdpSocket> connect(const std::string& ip, std::uint16_t port);

    bool is_open() const { return bool(socket_); }

    /// Error: the datagram was certainly not sent, and why.
    core::Result<void> send(std::string_view datagram);

    enum class Heard : std::uint8_t {
        datagram,
        timeout,
        refused,  // ICMP: nothing listens there
        error     // another one, see `error`
    };
    struct Received {
        Heard heard = Heard::timeout;
        std::string_view datagram;  // inside the buffer
        std::string error;
    };

    /// Waits for a datagram until the deadline; once it has passed says timeout even if datagrams
    /// are there, so that a flood of them cannot hold anybody. What is longer than the buffer is
    /// cut.
    Received receive(std::span<char> buffer, std::chrono::steady_clock::time_point deadline);

  private:
    core::FileDescriptor socket_;
};

}  // namespace ordeal::clients
