#include "nemesis/mechanisms/tcp_reset.hpp"

#include <algorithm>

#include <netinet/in.h>

#include "core/check.hpp"

namespace ordeal::nemesis {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t ip_header_bytes = 20;   // without options
constexpr std::size_t tcp_header_bytes = 20;  // without options
constexpr std::uint8_t fin_flag = 1;
constexpr std::uint8_t syn_flag = 2;
constexpr std::uint8_t rst_flag = 4;
constexpr std::uint8_t ack_flag = 16;

std::uint16_t word(Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t long_word(Bytes bytes, std::size_t at) {
    return std::uint32_t{word(bytes, at)} << 16 | word(bytes, at + 2);
}

void put(std::span<std::uint8_t> bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

void put(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value) {
    put(bytes, at, static_cast<std::uint16_t>(value >> 16));
    put(bytes, at + 2, static_cast<std::uint16_t>(value));
}

/// RFC 1071, on top of `sum`. Requires: an even number of bytes.
std::uint16_t checksum(Bytes bytes, std::uint32_t sum) {
    for (std::size_t at = 0; at < bytes.size(); at += 2)
        sum += word(bytes, at);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

/// Of the pseudo-header (RFC 9293, section 3.1).
std::uint32_t pseudo_header(const TcpEnd& from, const TcpEnd& to) {
    return (from.address >> 16) + (from.address & 0xffff) + (to.address >> 16) +
           (to.address & 0xffff) + IPPROTO_TCP + tcp_header_bytes;
}

ResetPacket make_reset(const TcpEnd& from, const TcpEnd& to, std::uint32_t sequence,
                       std::uint32_t acknowledged) {
    ResetPacket packet{};
    packet[0] = 0x45;  // version 4, five words of header
    put(packet, 2, static_cast<std::uint16_t>(packet.size()));
    packet[6] = 0x40;  // not to be fragmented
    packet[8] = 64;    // hops
    packet[9] = IPPROTO_TCP;
    put(packet, 12, from.address);
    put(packet, 16, to.address);
    const std::span all(packet);
    put(packet, 10, checksum(all.first(ip_header_bytes), 0));
    const auto tcp = all.subspan(ip_header_bytes);
    put(tcp, 0, from.port);
    put(tcp, 2, to.port);
    put(tcp, 4, sequence);
    put(tcp, 8, acknowledged);
    tcp[12] = tcp_header_bytes / 4 << 4;
    tcp[13] = rst_flag | ack_flag;
    put(tcp, 16, checksum(tcp, pseudo_header(from, to)));
    return packet;
}

}  // namespace

std::optional<TcpSegment> tcp_segment(Bytes packet) {
    const std::size_t ip_bytes = std::size_t{packet[0]} % 16 * 4;
    const bool is_fragment = (word(packet, 6) & 0x3fff) != 0;
    if (packet[9] != IPPROTO_TCP || is_fragment || packet.size() < ip_bytes + tcp_header_bytes)
        return std::nullopt;
    const Bytes tcp = packet.subspan(ip_bytes);
    const std::size_t header_bytes = std::size_t{tcp[12]} / 16 * 4;
    if (header_bytes < tcp_header_bytes || header_bytes > tcp.size()) return std::nullopt;
    const std::uint8_t flags = tcp[13];
    TcpSegment segment{.from = {long_word(packet, 12), word(tcp, 0)},
                       .to = {long_word(packet, 16), word(tcp, 2)},
                       .sequence = long_word(tcp, 4),
                       .acknowledged = long_word(tcp, 8),
                       .length = static_cast<std::uint32_t>(tcp.size() - header_bytes),
                       .syn = (flags & syn_flag) != 0,
                       .ack = (flags & ack_flag) != 0,
                       .rst = (flags & rst_flag) != 0};
    segment.length += (segment.syn ? 1 : 0) + ((flags & fin_flag) != 0 ? 1 : 0);
    return segment;
}

ResetPacket reset_for_receiver(const TcpSegment& segment) {
    return make_reset(segment.from, segment.to, segment.sequence, segment.acknowledged);
}

ResetPacket reset_for_sender(const TcpSegment& segment) {
    CHECK(segment.ack, "what the sender waits for is in its acknowledgements");
    return make_reset(segment.to, segment.from, segment.acknowledged,
                      segment.sequence + segment.length);
}

bool ResetConnections::add(const TcpSegment& segment) {
    const Key key = key_of(segment);
    if (!known_.insert(key).second) return false;
    order_.push_back(key);
    if (order_.size() > most) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

bool ResetConnections::holds(const TcpSegment& segment) {
    if (known_.empty()) return false;
    const Key key = key_of(segment);
    if (!segment.syn || segment.ack) return known_.contains(key);
    if (known_.erase(key) > 0) std::erase(order_, key);
    return false;
}

ResetConnections::Key ResetConnections::key_of(const TcpSegment& segment) {
    return {std::min(segment.from, segment.to), std::max(segment.from, segment.to)};
}

std::size_t ResetConnections::Hash::operator()(const Key& key) const {
    const auto packed = [](const TcpEnd& end) {
        return std::uint64_t{end.address} << 16 | end.port;
    };
    return packed(key.low) * 0x9e3779b97f4a7c15U ^ packed(key.high);
}

}  // namespace ordeal::nemesis
