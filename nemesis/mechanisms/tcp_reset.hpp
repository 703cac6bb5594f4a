// Ends TCP connections from the middle of the network, as a firewall or a load balancer that has
// lost its state does: a packet is dropped, and both ends get a RST in the other's name. Kernels
// take a RST only if its sequence number is exactly the next one that they wait for (RFC 5961,
// section 3.2), so the numbers come from the ends themselves: what a packet acknowledges is what
// its sender waits for. The packet's own number is what its receiver waits for if nothing is under
// way before it; where it is not, the receiver's next packet tells the right one. So a connection
// that was reset stays so: whatever still comes of it is dropped and answered with a RST.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_set>

namespace ordeal::nemesis {

/// One side of a connection; address and port in host order.
struct TcpEnd {
    std::uint32_t address = 0;
    std::uint16_t port = 0;
    friend auto operator<=>(const TcpEnd&, const TcpEnd&) = default;
};

/// What is to be known of a segment; numbers in host order.
struct TcpSegment {
    TcpEnd from;
    TcpEnd to;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledged = 0;
    std::uint32_t length = 0;  // of the sequence numbers that it takes: data, SYN and FIN
    bool syn = false;
    bool ack = false;
    bool rst = false;

    /// Whether a fault may pick it: of a connection that both ends know of.
    bool is_of_connection() const { return ack && !syn && !rst; }
};

/// None when these bytes are no whole TCP segment in one IPv4 packet.
/// Requires: ipv4_destination(packet) gives an address.
std::optional<TcpSegment> tcp_segment(std::span<const std::uint8_t> packet);

/// An IPv4 packet with a RST and no options, both checksums right.
using ResetPacket = std::array<std::uint8_t, 40>;

/// In the name of the segment's sender, in place of the segment.
ResetPacket reset_for_receiver(const TcpSegment& segment);
/// In the name of the segment's receiver, as an answer to it. Requires: segment.ack.
ResetPacket reset_for_sender(const TcpSegment& segment);

/// The connections that were reset and may not know it yet.
class ResetConnections {
  public:
    /// Of more than that the oldest is forgotten.
    static constexpr std::size_t most = 10'000;

    bool empty() const { return known_.empty(); }
    /// False when it was reset before.
    bool add(const TcpSegment& segment);
    /// Whether the segment belongs to such a connection. A SYN without ACK begins a new one between
    /// the same ends: the old one is forgotten.
    bool holds(const TcpSegment& segment);

  private:
    /// The lower end first, so that both directions are one connection.
    struct Key {
        TcpEnd low;
        TcpEnd high;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    static Key key_of(const TcpSegment& segment);

    std::unordered_set<Key, Hash> known_;
    std::deque<Key> order_;  // of adding
};

}  // namespace ordeal::nemesis
