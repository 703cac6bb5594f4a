// A TCP connection in which every wait ends at a deadline: a moment, not a length of time, so that
// a peer that sends one byte a second holds nobody. It tells what the outcome of an operation hangs
// on: whether anything was handed to the system at all.
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

class TcpSocket {
  public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Belongs to the network namespace of the calling thread. `ip` is an IPv4 or IPv6 address.
    /// Error: no connection, and why; nothing was sent then.
    static core::Result<TcpSocket> connect(const std::string& ip, std::uint16_t port,
                                           Deadline deadline);

    bool is_open() const { return bool(socket_); }
    void close() { socket_.close(); }

    /// Whether the peer has closed or broken the connection, or has sent something unasked.
    bool is_stale() const;

    struct Sent {
        std::size_t bytes = 0;  // taken by the system: they may arrive
        std::string error;      // why not all were; empty if all were
    };
    Sent send(std::string_view bytes, Deadline deadline);

    struct Received {
        std::size_t bytes = 0;  // 0: nothing more will come, see `error`
        std::string error;      // "closed by the other side", "timeout", or the system's reason
    };
    /// Waits for some bytes. Once the deadline has passed it says timeout even if there are any.
    Received receive(std::span<char> buffer, Deadline deadline);

  private:
    core::FileDescriptor socket_;
};

}  // namespace ordeal::clients
