#include "clients/udp_socket.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/clients/udp_server.hpp"

namespace ordeal::clients {
namespace {

using namespace std::chrono_literals;
using Heard = UdpSocket::Heard;

std::chrono::steady_clock::time_point in(std::chrono::nanoseconds time) {
    return std::chrono::steady_clock::now() + time;
}

testing::UdpServer::Answer echo() {
    return [](const std::string& datagram) { return std::vector{datagram}; };
}

TEST(UdpSocket, AnErrorOfAnEarlierDatagramDoesNotStopTheNext) {
    std::optional<testing::ClosedPort> nobody(std::in_place);
    const std::uint16_t port = nobody->port();
    UdpSocket socket = *UdpSocket::connect("127.0.0.1", port);
    ASSERT_TRUE(socket.send("refused, and nobody listens to that"));
    nobody.reset();
    testing::UdpServer server(echo(), port);
    ASSERT_TRUE(socket.send("heard"));
    std::array<char, 100> buffer;
    EXPECT_EQ(socket.receive(buffer, in(5s)).datagram, "heard");
}

TEST(UdpSocket, HearsThatNobodyListens) {
    const testing::ClosedPort nobody;
    UdpSocket socket = *UdpSocket::connect("127.0.0.1", nobody.port());
    ASSERT_TRUE(socket.send("x"));
    std::array<char, 100> buffer;
    EXPECT_EQ(socket.receive(buffer, in(5s)).heard, Heard::refused);
    EXPECT_EQ(socket.receive(buffer, in(1ms)).heard, Heard::timeout);
    EXPECT_EQ(socket.receive(buffer, in(-1s)).heard, Heard::timeout);
}

TEST(UdpSocket, CutsWhatIsLongerThanTheBuffer) {
    testing::UdpServer server(echo());
    UdpSocket socket = *UdpSocket::connect("127.0.0.1", server.port());
    ASSERT_TRUE(socket.send("0123456789"));
    std::array<char, 4> buffer;
    EXPECT_EQ(socket.receive(buffer, in(5s)).datagram, "0123");
}

TEST(UdpSocket, ClosesWhenMovedOverAndKnowsWhetherItIsOpen) {
    UdpSocket socket;
    EXPECT_FALSE(socket.is_open());
    socket = *UdpSocket::connect("127.0.0.1", 9);
    EXPECT_TRUE(socket.is_open());
    const UdpSocket other(std::move(socket));
    EXPECT_TRUE(other.is_open());
    EXPECT_FALSE(UdpSocket::connect("localhost:1", 9));
}

}  // namespace
}  // namespace ordeal::clients
