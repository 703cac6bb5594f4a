// The blocks of a pcapng file (draft-ietf-opsawg-pcapng-02): how packets are written so that
// Wireshark and tshark read them. Packets are IPv4 without any link header, times are nanoseconds
// and may be below zero, down to a day.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace ordeal::nemesis::pcapng {

using Blocks = std::vector<std::uint8_t>;

struct Packet {
    std::uint32_t interface = 0;
    core::Nanoseconds time{0};
    std::uint32_t direction = 0;  // 1: the interface received it, 2: sent it
    std::span<const std::uint8_t> bytes;
    std::string_view comment;  // empty: none
};

/// The beginning of a file: its section, and an interface for each name.
Blocks header(const std::vector<std::string>& interfaces);

/// How long the block of such a packet is.
std::size_t packet_bytes(std::size_t size_bytes, std::size_t comment_bytes);
void append_packet(Blocks& blocks, const Packet& packet);

/// How many packets came to an interface, and how many of them are not in the file.
void append_statistics(Blocks& blocks, std::uint32_t interface, std::uint64_t came,
                       std::uint64_t missed);

/// Moves the times of all packets. Requires: blocks of append_packet() only, whole ones.
void shift_times(Blocks& blocks, core::Nanoseconds by);
/// The interface of each packet, in order. Requires: as above.
std::vector<std::uint32_t> interfaces_of(const Blocks& blocks);

}  // namespace ordeal::nemesis::pcapng
