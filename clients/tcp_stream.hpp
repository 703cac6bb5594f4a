// A TCP connection as a value that closes itself, and on which every call has a deadline: what the
// other side does, or that it does nothing, cannot hold a client for longer.
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

using Deadline = std::chrono::steady_clock::time_point;

/// The text of the error of a call whose deadline has passed.
inline constexpr std::string_view timed_out = "timeout";
/// That of a call that found the connection closed, in order, by the other side.
inline constexpr std::string_view was_closed = "connection closed";

/// Waits until one of `events` (POLLIN, POLLOUT), an error or the end of the connection is there.
/// False: the deadline has passed. Once it has, says so whatever is there.
bool wait_for(int fd, short events, Deadline deadline);

class TcpStream {
  public:
    /// Belongs to the network namespace of the calling thread. `ip` is an IPv4 or IPv6 address.
    /// Error: the text is no address, the system's reason, or `timed_out`.
    static core::Result<TcpStream> connect(const std::string& ip, std::uint16_t port,
                                           Deadline deadline);

    bool is_open() const { return bool(socket_); }
    int fd() const { return socket_.get(); }
    void close() { socket_.close(); }

    /// Nothing was asked, so nothing can be there to read: what is, is the end of the connection,
    /// or noise. A request that is sent on it may never be seen.
    /// Requires: every answer has been read.
    bool is_stale() const;

    /// Sends all of it. Error: not all of it was sent, and why.
    core::Result<void> send(std::string_view bytes, Deadline deadline);

    /// At least one byte. Error: the connection ended (`was_closed`), broke, or `timed_out`.
    core::Result<std::size_t> receive(std::span<char> buffer, Deadline deadline);

  private:
    core::FileDescriptor socket_;
};

}  // namespace ordeal::clients
