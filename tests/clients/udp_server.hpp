// A UDP server on loopback for tests, in a thread of its own: what it answers is up to the test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "core/file_descriptor.hpp"

namespace ordeal::clients::testing {

class UdpServer {
  public:
    /// The datagrams to send back for each that comes in.
    using Answer = std::function<std::vector<std::string>(const std::string& datagram)>;

    /// `port` 0: a free one.
    explicit UdpServer(Answer answer, std::uint16_t port = 0);
    /// From the first datagram on sends `datagram` again and again until it is destroyed.
    static UdpServer flooding(std::string datagram);
    ~UdpServer();
    UdpServer(const UdpServer&) = delete;
    UdpServer& operator=(const UdpServer&) = delete;

    std::uint16_t port() const { return port_; }

  private:
    UdpServer(Answer answer, std::string flood, std::uint16_t port);
    void serve(const std::stop_token& token);

    Answer answer_;
    std::string flood_;
    core::FileDescriptor socket_;
    int wake_[2];
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

/// A port of 127.0.0.1 on which nothing listens, and nobody else can while this lives: it is bound
/// to a socket that hears one peer alone, so that the kernel refuses what all others send.
class ClosedPort {
  public:
    ClosedPort();

    std::uint16_t port() const { return port_; }

  private:
    std::uint16_t port_ = 0;
    core::FileDescriptor socket_;
};

}  // namespace ordeal::clients::testing
