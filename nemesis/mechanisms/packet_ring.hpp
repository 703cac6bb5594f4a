// A packet socket with a ring of memory shared with the kernel (packet(7), the kernel's
// Documentation/networking/packet_mmap.rst, version 2). The ring, unlike the receive buffer of a
// socket, may be as large as we like without privilege: a burst waits in it and is not lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/result.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// A frame that came in: which interface of the socket's namespace, and its bytes from the
/// Ethernet header on, valid until the next call of next().
struct Frame {
    int interface_index = 0;
    std::span<const std::uint8_t> bytes;
};

class PacketRing {
  public:
    /// Receives the IPv4 frames that any interface of the calling thread's namespace takes in.
    /// Frames are at most `largest_frame_bytes` long.
    static core::Result<PacketRing> open(std::size_t largest_frame_bytes);

    PacketRing(PacketRing&& other) noexcept;
    PacketRing& operator=(PacketRing&&) = delete;
    ~PacketRing();

    int fd() const { return socket_.get(); }
    std::optional<Frame> next();
    /// Sends a frame: its two parts, one after the other. False when the kernel did not take it.
    bool send(int interface_index, std::span<const std::uint8_t> header,
              std::span<const std::uint8_t> payload);
    /// Frames that found the ring full, so far.
    std::uint64_t overflows();

  private:
    explicit PacketRing(FileDescriptor socket) : socket_(std::move(socket)) {}
    core::Result<void> map(std::size_t largest_frame_bytes);
    std::uint8_t* slot(std::size_t index) const { return memory_ + index * slot_bytes_; }

    FileDescriptor socket_;
    std::uint8_t* memory_ = nullptr;
    std::size_t slot_bytes_ = 0;
    std::size_t slots_ = 0;
    std::size_t current_ = 0;
    bool reading_ = false;  // the current slot was handed out and is to be given back
    std::uint64_t overflows_ = 0;
};

}  // namespace ordeal::nemesis
