#include "nemesis/mechanisms/tcp_reset.hpp"

#include <cstring>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>

#include "nemesis/mechanisms/ipv4.hpp"

namespace ordeal::nemesis {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr TcpEnd client{10U << 24 | 77U << 16 | 1U << 8 | 1U, 40001};
constexpr TcpEnd server{10U << 24 | 77U << 16 | 2U, 7001};

/// The system's own headers are the oracle for where things stand.
Bytes make_segment(const TcpEnd& from, const TcpEnd& to, const tcphdr& flags,
                   std::size_t payload_bytes, std::size_t ip_options_bytes = 0) {
    Bytes packet(20 + ip_options_bytes + 20 + payload_bytes);
    iphdr ip{};
    ip.version = 4;
    ip.ihl = static_cast<unsigned>(5 + ip_options_bytes / 4) & 15U;
    ip.tot_len = htons(static_cast<std::uint16_t>(packet.size()));
    ip.protocol = IPPROTO_TCP;
    ip.saddr = htonl(from.address);
    ip.daddr = htonl(to.address);
    tcphdr tcp = flags;
    tcp.source = htons(from.port);
    tcp.dest = htons(to.port);
    tcp.doff = 5;
    std::memcpy(packet.data(), &ip, sizeof ip);
    std::memcpy(packet.data() + 20 + ip_options_bytes, &tcp, sizeof tcp);
    return packet;
}

tcphdr data_at(std::uint32_t sequence, std::uint32_t acknowledged) {
    tcphdr tcp{};
    tcp.seq = htonl(sequence);
    tcp.ack_seq = htonl(acknowledged);
    tcp.ack = 1;
    return tcp;
}

/// RFC 1071, the slow way.
std::uint16_t internet_sum(const Bytes& bytes) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2)
        sum += std::uint64_t{bytes[i]} << 8 | (i + 1 < bytes.size() ? bytes[i + 1] : 0U);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

void expect_reset(const ResetPacket& packet, const TcpEnd& from, const TcpEnd& to,
                  std::uint32_t sequence, std::uint32_t acknowledged) {
    const Bytes bytes(packet.begin(), packet.end());
    ASSERT_EQ(ipv4_destination(bytes), to.address);
    iphdr ip;
    tcphdr tcp;
    std::memcpy(&ip, bytes.data(), sizeof ip);
    std::memcpy(&tcp, bytes.data() + 20, sizeof tcp);
    EXPECT_EQ(ntohl(ip.saddr), from.address);
    EXPECT_EQ(ntohs(tcp.source), from.port);
    EXPECT_EQ(ntohs(tcp.dest), to.port);
    EXPECT_TRUE(tcp.rst && tcp.ack && !tcp.syn && !tcp.fin && !tcp.psh);
    EXPECT_EQ(ntohl(tcp.seq), sequence);
    EXPECT_EQ(ntohl(tcp.ack_seq), acknowledged);
    EXPECT_EQ(internet_sum(Bytes(bytes.begin(), bytes.begin() + 20)), 0xffff);
    Bytes covered(bytes.begin() + 12, bytes.end());
    covered.insert(covered.end(), {0, IPPROTO_TCP, 0, 20});
    EXPECT_EQ(internet_sum(covered), 0xffff);
}

TEST(TcpReset, EachEndGetsTheNumberThatItWaitsFor) {
    for (const std::size_t options : {0, 12}) {
        const auto packet = make_segment(client, server, data_at(0xfffffff0, 77), 100, options);
        const auto segment = tcp_segment(packet);
        ASSERT_TRUE(segment);
        EXPECT_EQ(segment->length, 100);
        EXPECT_TRUE(segment->is_of_connection());
        expect_reset(reset_for_receiver(*segment), client, server, 0xfffffff0, 77);
        expect_reset(reset_for_sender(*segment), server, client, 77, 84);
    }
}

TEST(TcpReset, AFinTakesANumberOfItsOwn) {
    tcphdr fin = data_at(10, 20);
    fin.fin = 1;
    const auto segment = tcp_segment(make_segment(client, server, fin, 3));
    ASSERT_TRUE(segment);
    expect_reset(reset_for_sender(*segment), server, client, 20, 14);
}

TEST(TcpReset, OnlySegmentsOfAConnectionMayBePicked) {
    tcphdr flags{};
    flags.syn = 1;
    EXPECT_FALSE(tcp_segment(make_segment(client, server, flags, 0))->is_of_connection());
    flags.ack = 1;
    EXPECT_FALSE(tcp_segment(make_segment(client, server, flags, 0))->is_of_connection());
    flags = data_at(1, 2);
    flags.rst = 1;
    EXPECT_FALSE(tcp_segment(make_segment(client, server, flags, 0))->is_of_connection());
}

TEST(TcpReset, WhatIsNoWholeSegmentIsNone) {
    Bytes packet = make_segment(client, server, data_at(1, 2), 50);
    packet[9] = IPPROTO_UDP;
    EXPECT_FALSE(tcp_segment(packet));
    packet[9] = IPPROTO_TCP;
    packet[6] = 0x20;  // more fragments
    EXPECT_FALSE(tcp_segment(packet));
    packet[6] = 0x40;  // do not fragment
    EXPECT_TRUE(tcp_segment(packet));
    packet[20 + 12] = 0x40;  // a header of 16 bytes
    EXPECT_FALSE(tcp_segment(packet));
    packet[20 + 12] = 0xf0;  // one of 60 bytes, of which 70 are there
    EXPECT_TRUE(tcp_segment(packet));
    EXPECT_FALSE(tcp_segment(Bytes(packet.begin(), packet.begin() + 39)));
}

TEST(ResetConnections, BothDirectionsAreOneConnectionUntilANewOneBegins) {
    ResetConnections connections;
    const auto out = *tcp_segment(make_segment(client, server, data_at(1, 2), 0));
    const auto back = *tcp_segment(make_segment(server, client, data_at(2, 1), 0));
    EXPECT_FALSE(connections.holds(out));
    EXPECT_TRUE(connections.add(out));
    EXPECT_FALSE(connections.add(back));
    EXPECT_TRUE(connections.holds(out));
    EXPECT_TRUE(connections.holds(back));
    TcpEnd neighbour = client;
    ++neighbour.port;
    EXPECT_FALSE(
        connections.holds(*tcp_segment(make_segment(neighbour, server, data_at(1, 2), 0))));
    tcphdr syn{};
    syn.syn = 1;
    EXPECT_FALSE(connections.holds(*tcp_segment(make_segment(client, server, syn, 0))));
    EXPECT_FALSE(connections.holds(back));
    EXPECT_TRUE(connections.empty());
}

TEST(ResetConnections, TheOldestOfTooManyIsForgotten) {
    ResetConnections connections;
    TcpSegment segment{.from = client, .to = server};
    for (std::uint32_t i = 0; i <= ResetConnections::most; ++i) {
        segment.from.address = i;
        connections.add(segment);
    }
    EXPECT_TRUE(connections.holds(segment));
    segment.from.address = 1;
    EXPECT_TRUE(connections.holds(segment));
    segment.from.address = 0;
    EXPECT_FALSE(connections.holds(segment));
}

}  // namespace
}  // namespace ordeal::nemesis
