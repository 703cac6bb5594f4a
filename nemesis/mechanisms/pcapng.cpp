#include "nemesis/mechanisms/pcapng.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace ordeal::nemesis::pcapng {

namespace {

constexpr std::uint32_t section_block = 0x0a0d0d0a;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t statistics_block = 5;
constexpr std::uint32_t packet_block = 6;

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;  // in this machine's order
constexpr std::uint16_t raw_ip = 101;                   // LINKTYPE_RAW
constexpr std::uint8_t nanoseconds = 9;                 // a time unit of 10^-9 s

// Options; their numbers are those of the block in which they stand.
constexpr std::uint16_t comment_option = 1;
constexpr std::uint16_t name_option = 2;          // of an interface
constexpr std::uint16_t time_unit_option = 9;     // of an interface
constexpr std::uint16_t time_offset_option = 14;  // of an interface: seconds
constexpr std::uint16_t flags_option = 2;         // of a packet
constexpr std::uint16_t came_option = 4;          // of statistics
constexpr std::uint16_t missed_option = 5;        // of statistics

/// Times in the file are without a sign; the interfaces say that this is to be taken off again.
constexpr std::chrono::seconds time_base = std::chrono::hours(24);

constexpr std::size_t frame_bytes = 12;        // of a block around its body
constexpr std::size_t packet_head_bytes = 20;  // of a packet's block before the packet
constexpr std::size_t option_head_bytes = 4;
constexpr std::size_t interface_at = 8;  // in a packet's block
constexpr std::size_t time_at = 12;

std::size_t padded(std::size_t size_bytes) {
    return (size_bytes + 3) / 4 * 4;
}

template <typename T>
void put(Blocks& blocks, T value) {
    const std::size_t at = blocks.size();
    blocks.resize(at + sizeof value);
    std::memcpy(blocks.data() + at, &value, sizeof value);
}

template <typename T>
T get(const Blocks& blocks, std::size_t at) {
    T value;
    std::memcpy(&value, blocks.data() + at, sizeof value);
    return value;
}

void put_padded(Blocks& blocks, const void* data, std::size_t size_bytes) {
    const auto* const bytes = static_cast<const std::uint8_t*>(data);
    blocks.insert(blocks.end(), bytes, bytes + size_bytes);
    blocks.resize(blocks.size() + padded(size_bytes) - size_bytes);
}

void put_option(Blocks& blocks, std::uint16_t code, const void* data, std::size_t size_bytes) {
    put(blocks, code);
    put(blocks, static_cast<std::uint16_t>(size_bytes));
    put_padded(blocks, data, size_bytes);
}

template <typename T>
void put_option(Blocks& blocks, std::uint16_t code, T value) {
    put_option(blocks, code, &value, sizeof value);
}

/// Returns where it begins, for end_block().
std::size_t begin_block(Blocks& blocks, std::uint32_t type) {
    const std::size_t begin = blocks.size();
    put(blocks, type);
    put(blocks, std::uint32_t{0});
    return begin;
}

void end_block(Blocks& blocks, std::size_t begin) {
    const auto size_bytes = static_cast<std::uint32_t>(blocks.size() - begin + 4);
    put(blocks, size_bytes);
    std::memcpy(blocks.data() + begin + 4, &size_bytes, sizeof size_bytes);
}

void end_options(Blocks& blocks) {
    put(blocks, std::uint32_t{0});
}

/// The upper half of a time comes first.
void put_time(Blocks& blocks, std::uint64_t time) {
    put(blocks, static_cast<std::uint32_t>(time >> 32));
    put(blocks, static_cast<std::uint32_t>(time));
}

std::uint64_t in_file(core::Nanoseconds time) {
    const core::Nanoseconds shifted = time + time_base;
    return static_cast<std::uint64_t>(std::max(shifted.count(), core::Nanoseconds::rep{0}));
}

}  // namespace

Blocks header(const std::vector<std::string>& interfaces) {
    Blocks blocks;
    const std::size_t section = begin_block(blocks, section_block);
    put(blocks, byte_order_magic);
    put(blocks, std::uint16_t{1});  // version 1.0
    put(blocks, std::uint16_t{0});
    put(blocks, std::int64_t{-1});  // the section's length is not known
    end_block(blocks, section);
    for (const std::string& name : interfaces) {
        const std::size_t begin = begin_block(blocks, interface_block);
        put(blocks, raw_ip);
        put(blocks, std::uint16_t{0});
        put(blocks, std::uint32_t{0});  // packets are there completely
        put_option(blocks, name_option, name.data(), name.size());
        put_option(blocks, time_unit_option, nanoseconds);
        put_option(blocks, time_offset_option, -std::int64_t{time_base.count()});
        end_options(blocks);
        end_block(blocks, begin);
    }
    return blocks;
}

std::size_t packet_bytes(std::size_t size_bytes, std::size_t comment_bytes) {
    const std::size_t comment = comment_bytes == 0 ? 0 : option_head_bytes + padded(comment_bytes);
    const std::size_t flags_and_end = 3 * option_head_bytes;
    return frame_bytes + packet_head_bytes + padded(size_bytes) + comment + flags_and_end;
}

void append_packet(Blocks& blocks, const Packet& packet) {
    const std::size_t begin = begin_block(blocks, packet_block);
    put(blocks, packet.interface);
    put_time(blocks, in_file(packet.time));
    const auto size_bytes = static_cast<std::uint32_t>(packet.bytes.size());
    put(blocks, size_bytes);  // in the file
    put(blocks, size_bytes);  // on the wire
    put_padded(blocks, packet.bytes.data(), size_bytes);
    if (!packet.comment.empty())
        put_option(blocks, comment_option, packet.comment.data(), packet.comment.size());
    put_option(blocks, flags_option, packet.direction);
    end_options(blocks);
    end_block(blocks, begin);
}

void append_statistics(Blocks& blocks, std::uint32_t interface, std::uint64_t came,
                       std::uint64_t missed) {
    const std::size_t begin = begin_block(blocks, statistics_block);
    put(blocks, interface);
    put_time(blocks, 0);  // when: nobody asks
    put_option(blocks, came_option, came);
    put_option(blocks, missed_option, missed);
    end_options(blocks);
    end_block(blocks, begin);
}

void shift_times(Blocks& blocks, core::Nanoseconds by) {
    for (std::size_t at = 0; at < blocks.size(); at += get<std::uint32_t>(blocks, at + 4)) {
        const std::uint64_t time = std::uint64_t{get<std::uint32_t>(blocks, at + time_at)} << 32 |
                                   get<std::uint32_t>(blocks, at + time_at + 4);
        const core::Nanoseconds unshifted(static_cast<core::Nanoseconds::rep>(time));
        Blocks moved;
        put_time(moved, in_file(unshifted - time_base + by));
        std::ranges::copy(moved, blocks.begin() + static_cast<std::ptrdiff_t>(at + time_at));
    }
}

std::vector<std::uint32_t> interfaces_of(const Blocks& blocks) {
    std::vector<std::uint32_t> all;
    for (std::size_t at = 0; at < blocks.size(); at += get<std::uint32_t>(blocks, at + 4))
        all.push_back(get<std::uint32_t>(blocks, at + interface_at));
    return all;
}

}  // namespace ordeal::nemesis::pcapng
