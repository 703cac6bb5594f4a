#include "nemesis/mechanisms/ipv4.hpp"

#include <algorithm>
#include <cstddef>

#include <netinet/in.h>

namespace ordeal::nemesis {

namespace {

using Bytes = std::span<std::uint8_t>;

constexpr std::size_t ip_header_bytes = 20;  // without options
constexpr std::size_t udp_header_bytes = 8;
constexpr std::size_t tcp_header_bytes = 20;  // without options

std::uint16_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void set_word(Bytes bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

/// Where the payload starts, and where the checksum stands that covers it (0: nowhere).
struct Layout {
    std::size_t payload = 0;
    std::size_t checksum = 0;
};

Layout layout_of(std::span<const std::uint8_t> packet) {
    const std::size_t header_bytes = std::size_t{packet[0]} % 16 * 4;
    const bool is_fragment = (word(packet, 6) & 0x3fff) != 0;
    const std::size_t left_bytes = packet.size() - header_bytes;
    if (is_fragment) return {header_bytes, 0};
    if (packet[9] == IPPROTO_UDP && left_bytes >= udp_header_bytes)
        return {header_bytes + udp_header_bytes, header_bytes + 6};
    if (packet[9] == IPPROTO_TCP && left_bytes >= tcp_header_bytes)
        return {header_bytes + std::size_t{packet[header_bytes + 12]} / 16 * 4, header_bytes + 16};
    return {header_bytes, 0};
}

/// RFC 1624, equation 3: HC' = ~(~HC + ~m + m'), in one's complement arithmetic.
std::uint16_t updated(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) {
    std::uint32_t sum = std::uint32_t{static_cast<std::uint16_t>(~checksum)} +
                        static_cast<std::uint16_t>(~before) + after;
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

/// A checksum covers 16-bit words from its segment's start; an odd last byte counts as a word
/// with a zero behind it. Here: the change of one byte, as a change of such a word.
void mend(Bytes packet, const Layout& layout, std::size_t at, std::uint8_t before) {
    const bool is_udp = packet[9] == IPPROTO_UDP;
    const std::uint16_t checksum = word(packet, layout.checksum);
    if (is_udp && checksum == 0) return;  // the sender used none (RFC 768)
    const bool is_high_byte = (at - std::size_t{packet[0]} % 16 * 4) % 2 == 0;
    const int shift = is_high_byte ? 8 : 0;
    std::uint16_t mended = updated(checksum, static_cast<std::uint16_t>(before << shift),
                                   static_cast<std::uint16_t>(packet[at] << shift));
    if (is_udp && mended == 0) mended = 0xffff;
    set_word(packet, layout.checksum, mended);
}

}  // namespace

std::optional<std::uint32_t> ipv4_destination(std::span<const std::uint8_t> packet) {
    if (packet.size() < ip_header_bytes || packet[0] >> 4 != 4) return std::nullopt;
    const std::size_t header_bytes = std::size_t{packet[0]} % 16 * 4;
    const std::size_t total_bytes = word(packet, 2);
    if (header_bytes < ip_header_bytes || total_bytes < header_bytes ||
        total_bytes != packet.size())
        return std::nullopt;
    return std::uint32_t{word(packet, 16)} << 16 | word(packet, 18);
}

bool corrupt_payload(Bytes packet, std::uint64_t choice, bool mend_checksum) {
    const Layout layout = layout_of(packet);
    if (layout.payload >= packet.size()) return false;
    const std::uint64_t bits = (packet.size() - layout.payload) * 8;
    const std::uint64_t bit = choice % bits;
    const std::size_t at = layout.payload + bit / 8;
    const std::uint8_t before = packet[at];
    packet[at] = static_cast<std::uint8_t>(before ^ 1U << bit % 8);
    if (mend_checksum && layout.checksum != 0) mend(packet, layout, at, before);
    return true;
}

}  // namespace ordeal::nemesis
