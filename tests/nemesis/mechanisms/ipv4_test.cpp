#include "nemesis/mechanisms/ipv4.hpp"

#include <bit>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>

#include "core/random.hpp"

namespace ordeal::nemesis {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Oracle: the checksum of RFC 1071, over everything, the slow way.
std::uint16_t internet_sum(const Bytes& bytes) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2)
        sum +=
            static_cast<std::uint64_t>(bytes[i]) << 8 | (i + 1 < bytes.size() ? bytes[i + 1] : 0U);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

/// True when a receiver takes the segment for sound: pseudo-header and all sum up to 0xffff.
bool is_sound(const Bytes& packet, std::size_t header_bytes) {
    Bytes covered(packet.begin() + 12, packet.begin() + 20);
    const auto size_bytes = packet.size() - header_bytes;
    for (const std::size_t byte :
         {std::size_t{0}, std::size_t{packet[9]}, size_bytes >> 8, size_bytes & 255})
        covered.push_back(static_cast<std::uint8_t>(byte));
    covered.insert(covered.end(), packet.begin() + static_cast<long>(header_bytes), packet.end());
    return internet_sum(covered) == 0xffff;
}

/// A packet with a right checksum, random content and, for TCP, options.
Bytes make_packet(core::Random& random, std::uint8_t protocol, std::size_t payload_bytes,
                  std::size_t ip_options_bytes = 0) {
    const std::size_t ip_bytes = 20 + ip_options_bytes;
    const std::size_t head_bytes = protocol == IPPROTO_TCP ? 32 : 8;
    Bytes packet(ip_bytes + head_bytes + payload_bytes);
    for (auto& byte : packet)
        byte = static_cast<std::uint8_t>(random.below(256));
    packet[0] = static_cast<std::uint8_t>(0x40 | ip_bytes / 4);
    packet[2] = static_cast<std::uint8_t>(packet.size() >> 8);
    packet[3] = static_cast<std::uint8_t>(packet.size());
    packet[6] = 0x40;
    packet[7] = 0;
    packet[9] = protocol;
    if (protocol == IPPROTO_TCP) packet[ip_bytes + 12] = 0x80;
    const std::size_t at = ip_bytes + (protocol == IPPROTO_TCP ? 16 : 6);
    for (unsigned sum = 0; sum <= 0xffff; ++sum) {
        packet[at] = static_cast<std::uint8_t>(sum >> 8);
        packet[at + 1] = static_cast<std::uint8_t>(sum);
        if ((sum != 0 || protocol == IPPROTO_TCP) && is_sound(packet, ip_bytes)) break;
    }
    return packet;
}

int bits_that_differ(const Bytes& a, const Bytes& b, std::size_t from) {
    int bits = 0;
    for (std::size_t i = from; i < a.size(); ++i)
        bits += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
    return bits;
}

TEST(Ipv4, ReadsTheDestination) {
    core::Random random(1);
    auto packet = make_packet(random, IPPROTO_UDP, 10);
    packet[16] = 10;
    packet[17] = 77;
    packet[18] = 1;
    packet[19] = 2;
    EXPECT_EQ(ipv4_destination(packet), 0x0a4d0102U);
}

TEST(Ipv4, RefusesWhatIsNoWholePacket) {
    core::Random random(1);
    const auto packet = make_packet(random, IPPROTO_UDP, 10);
    for (std::size_t size_bytes = 0; size_bytes < packet.size(); ++size_bytes)
        EXPECT_FALSE(ipv4_destination({packet.data(), size_bytes}).has_value());
    auto version6 = packet;
    version6[0] = 0x65;
    EXPECT_FALSE(ipv4_destination(version6).has_value());
    auto short_header = packet;
    short_header[0] = 0x44;
    EXPECT_FALSE(ipv4_destination(short_header).has_value());
}

TEST(Ipv4, MendedCorruptionFlipsOneBitAndLooksSound) {
    core::Random random(2);
    for (const std::uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP})
        for (int i = 0; i < 40; ++i) {
            const std::size_t options_bytes = random.below(3) * 4;
            const auto before = make_packet(random, protocol, 1 + random.below(40), options_bytes);
            const std::size_t ip_bytes = 20 + options_bytes;
            ASSERT_TRUE(is_sound(before, ip_bytes));
            auto after = before;
            ASSERT_TRUE(corrupt_payload(after, random.next(), true));
            const std::size_t payload = ip_bytes + (protocol == IPPROTO_TCP ? 32 : 8);
            EXPECT_EQ(bits_that_differ(before, after, payload), 1);
            EXPECT_TRUE(is_sound(after, ip_bytes));
        }
}

TEST(Ipv4, EveryBitOfThePayloadMayBeChosen) {
    core::Random random(3);
    const auto before = make_packet(random, IPPROTO_UDP, 3);
    for (std::uint64_t choice = 0; choice < 24; ++choice) {
        auto after = before;
        ASSERT_TRUE(corrupt_payload(after, choice, true));
        EXPECT_NE(before[28 + choice / 8] & 1 << choice % 8,
                  after[28 + choice / 8] & 1 << choice % 8);
        EXPECT_TRUE(is_sound(after, 20));
    }
}

TEST(Ipv4, UnmendedCorruptionTouchesOneBitOnly) {
    core::Random random(4);
    const auto before = make_packet(random, IPPROTO_TCP, 100);
    auto after = before;
    ASSERT_TRUE(corrupt_payload(after, 12345, false));
    EXPECT_EQ(bits_that_differ(before, after, 0), 1);
    EXPECT_FALSE(is_sound(after, 20));
}

TEST(Ipv4, LeavesPacketsWithoutPayloadAlone) {
    core::Random random(5);
    for (const std::uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
        const auto before = make_packet(random, protocol, 0);
        auto after = before;
        EXPECT_FALSE(corrupt_payload(after, 7, true));
        EXPECT_EQ(after, before);
    }
}

TEST(Ipv4, UdpWithoutChecksumKeepsNone) {
    core::Random random(6);
    auto packet = make_packet(random, IPPROTO_UDP, 10);
    packet[26] = packet[27] = 0;
    ASSERT_TRUE(corrupt_payload(packet, 7, true));
    EXPECT_EQ(packet[26], 0);
    EXPECT_EQ(packet[27], 0);
}

TEST(Ipv4, AFragmentIsCorruptedBehindItsHeader) {
    core::Random random(7);
    auto before = make_packet(random, IPPROTO_UDP, 100);
    before[7] = 10;  // at offset 80 of a datagram
    auto after = before;
    ASSERT_TRUE(corrupt_payload(after, 0, true));
    EXPECT_EQ(bits_that_differ(before, after, 0), 1);
    EXPECT_NE(before[20], after[20]);
}

}  // namespace
}  // namespace ordeal::nemesis
