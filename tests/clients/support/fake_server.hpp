// A TCP server on loopback that misbehaves in one chosen way, in a thread of its own.
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "core/file_descriptor.hpp"

namespace ordeal::clients::testing {

enum class Manner : std::uint8_t {
    refuse,               // nobody listens
    deaf,                 // listens and accepts nobody: a connection is never made
    silent,               // accepts, reads, and says nothing
    close_at_once,        // accepts and closes
    reset_at_once,        // accepts and resets
    close_after_request,  // reads something and closes
    reset_after_request,
    drip,    // sends `text` and then its last byte again and again, a byte every few milliseconds
    answer,  // sends `text` for each piece that it reads
};

class FakeServer {
  public:
    explicit FakeServer(Manner manner, std::string text = {});
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    std::uint16_t port() const { return port_; }

  private:
    struct Peer {
        int fd;
        std::size_t dripped = 0;
    };
    void serve(const std::stop_token& token);
    void fill();
    void welcome();
    bool attend(Peer& peer, bool readable);  // false: it is to be closed
    void end(const Peer& peer, bool reset);

    Manner manner_;
    std::string text_;
    core::FileDescriptor listener_;
    std::uint16_t port_ = 0;
    std::vector<Peer> peers_;
    std::vector<int> crowd_;  // what stands before a deaf server
    std::jthread thread_;
};

}  // namespace ordeal::clients::testing
