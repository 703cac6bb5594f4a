// The little of IPv4 (RFC 791) that the fabric must know of a packet: to whom it goes, and how to
// corrupt it so that the corruption arrives.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace ordeal::nemesis {

/// The destination, in host order; none when these bytes are not a whole IPv4 packet.
std::optional<std::uint32_t> ipv4_destination(std::span<const std::uint8_t> packet);

/// Flips one bit of the payload of TCP or UDP, or, for other protocols, of what follows the IPv4
/// header; `choice` says which (modulo their number). With `mend_checksum` the checksum of TCP or
/// UDP is updated (RFC 1624), so that the receiving kernel takes the packet for sound; without,
/// it drops the packet. A fragment is never mended: its checksum is in another packet.
/// Returns false, and changes nothing, when there is no payload (a bare acknowledgement).
/// Requires: ipv4_destination(packet) gives an address.
bool corrupt_payload(std::span<std::uint8_t> packet, std::uint64_t choice, bool mend_checksum);

}  // namespace ordeal::nemesis
