// The least of sockets that the fabric's tests need: made in an endpoint's namespace, used from
// anywhere. Every wait has a deadline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nemesis/mechanisms/fabric.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// Bound to the endpoint's address. Aborts the test program when the machine refuses.
class UdpSocket {
  public:
    UdpSocket(const Fabric& fabric, std::string_view endpoint, std::uint16_t port = 7000);

    void send(const UdpSocket& to, std::string_view text);
    /// The next datagram; waits for it at most `timeout_ms`.
    std::optional<std::string> receive(int timeout_ms = 30'000);

    const std::string& address() const { return address_; }

  private:
    FileDescriptor socket_;
    std::string address_;
    std::uint16_t port_;
};

/// A connected stream; none when it could not connect in time.
class TcpListener {
  public:
    TcpListener(const Fabric& fabric, std::string_view endpoint, std::uint16_t port = 7001);
    FileDescriptor accept();
    const std::string& address() const { return address_; }
    std::uint16_t port() const { return port_; }

  private:
    FileDescriptor socket_;
    std::string address_;
    std::uint16_t port_;
};

std::optional<FileDescriptor> connect(const Fabric& fabric, std::string_view endpoint,
                                      const TcpListener& to);
/// Both give up when nothing moves for ten seconds.
bool send_all(const FileDescriptor& stream, std::string_view bytes);
std::string receive_all(const FileDescriptor& stream, std::size_t size_bytes);

}  // namespace ordeal::nemesis
