// The fabric's beginning and end: what it is made from, that it leaves nothing, what it refuses.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "fabric_fixture.hpp"
#include "nemesis/mechanisms/netlink.hpp"

namespace ordeal::nemesis {
namespace {

std::size_t entries_of(const char* directory) {
    const std::filesystem::directory_iterator all(directory);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// The kernel forgets a thread shortly after those who joined it go on.
bool threads_come_down_to(std::size_t threads) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (entries_of("/proc/self/task") != threads) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

std::string first_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// A socket that hears of every change of an interface of the thread's namespace.
FileDescriptor listen_to_interfaces() {
    FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    sockaddr_nl name{};
    name.nl_family = AF_NETLINK;
    name.nl_groups = RTMGRP_LINK;
    EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    const timeval patience{.tv_sec = 10};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
}

/// Waits until an interface is removed; false when none was for ten seconds.
bool next_removal(const FileDescriptor& news) {
    std::array<char, 16384> buffer;
    for (;;) {
        const ssize_t size_bytes = ::recv(news.get(), buffer.data(), buffer.size(), 0);
        if (size_bytes < static_cast<ssize_t>(sizeof(nlmsghdr))) return false;
        nlmsghdr header{};
        std::memcpy(&header, buffer.data(), sizeof header);
        if (header.nlmsg_type == RTM_DELLINK) return true;
    }
}

class FabricLife : public FabricTest {
  protected:
    core::Result<std::unique_ptr<Fabric>> make() {
        return Fabric::create({.nodes = five(), .ports = GetParam().ports});
    }
};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricLife, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricLife, LeavesNoDescriptorThreadOrInterface) {
    in_private_network(GetParam().user, [&] {
        const auto files = entries_of("/proc/self/fd");
        const auto threads = entries_of("/proc/self/task");
        for (int i = 0; i < 3; ++i) {
            auto fabric = make();
            ASSERT_TRUE(fabric.has_value()) << fabric.error().message;
            ASSERT_TRUE((*fabric)->start().has_value());
        }
        EXPECT_EQ(entries_of("/proc/self/fd"), files);
        EXPECT_TRUE(threads_come_down_to(threads));
        std::ifstream devices("/proc/thread-self/net/dev");
        const std::string text(std::istreambuf_iterator<char>(devices), {});
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);  // two lines of heads, and lo
    });
}

/// Each namespace gets one end of a virtual Ethernet pair whose other end is here: when the
/// namespace is gone, the kernel removes the pair, and tells those who listen.
TEST_P(FabricLife, FreesItsNamespaces) {
    in_private_network(GetParam().user, [&] {
        auto fabric = make();
        ASSERT_TRUE(fabric.has_value()) << fabric.error().message;
        auto names = five();
        names.emplace_back(Fabric::clients);
        auto netlink = Netlink::open();
        for (const auto& name : names)
            ASSERT_TRUE(netlink->create_veth({.name = "to-" + name}, {.name = "canary"},
                                             (*fabric)->network_of(name).fd(), 1500));
        const auto news = listen_to_interfaces();
        fabric->reset();
        for (std::size_t gone = 0; gone < names.size(); ++gone)
            ASSERT_EQ(next_removal(news), true) << "only " << gone << " namespaces are gone";
        for (const auto& name : names)
            EXPECT_FALSE(interface_index("to-" + name).has_value());
    });
}

TEST_P(FabricLife, SurvivesStopAndCountsOn) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        flush(one, two);
        EXPECT_FALSE(fabric.start().has_value());
        fabric.stop();
        fabric.stop();
        EXPECT_EQ(fabric.counters().total.forwarded, 1U);
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}));
        EXPECT_EQ(fabric.end_cut(1)->total(), 0U);
        ASSERT_TRUE(fabric.start().has_value());
        flush(one, two);
    });
}

TEST_P(FabricLife, CountsWhatWasUnderWayWhenItStopped) {
    using namespace std::chrono_literals;
    with_fabric({.rule = {.latency = {.mean = 1h}}}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket client(fabric, Fabric::clients);
        for (int i = 0; i < 3; ++i)
            one.send(two, "comes in an hour");
        flush(one, client);
        EXPECT_EQ(fabric.counters().unfinished, 3U);
        fabric.stop();
        EXPECT_EQ(fabric.counters().unfinished, 3U);
    });
}

TEST_P(FabricLife, NamespacesAreSetUpAlike) {
    with_fabric({}, [](Fabric& fabric) {
        for (const std::string_view endpoint : {std::string_view("n1"), Fabric::clients}) {
            const auto visit = fabric.network_of(endpoint).enter();
            ASSERT_TRUE(visit.has_value());
            EXPECT_EQ(first_line_of("/proc/sys/net/ipv4/tcp_congestion_control"),
                      congestion_control);
            EXPECT_EQ(first_line_of("/proc/sys/net/ipv4/tcp_retries2"), "255");
            // Absent where the kernel does not know them.
            EXPECT_THAT(first_line_of("/proc/sys/net/ipv4/tcp_rto_max_ms"),
                        testing::AnyOf("1000", ""));
            EXPECT_THAT(first_line_of("/proc/sys/net/ipv6/conf/all/disable_ipv6"),
                        testing::AnyOf("1", ""));
        }
        EXPECT_NE(first_line_of("/proc/sys/net/ipv4/tcp_retries2"), "255");
    });
}

TEST_P(FabricLife, RefusesWhatItCannotBe) {
    in_private_network(GetParam().user, [&] {
        const auto refusal = [](FabricOptions options) {
            const auto fabric = Fabric::create(std::move(options));
            return fabric ? "" : fabric.error().message;
        };
        using testing::IsSubstring;
        EXPECT_PRED_FORMAT2(IsSubstring, "1 to 250 nodes", refusal({}));
        EXPECT_PRED_FORMAT2(IsSubstring, "\"n1\" is taken", refusal({.nodes = {"n1", "n1"}}));
        EXPECT_PRED_FORMAT2(IsSubstring, "\"clients\" is taken", refusal({.nodes = {"clients"}}));
        EXPECT_PRED_FORMAT2(IsSubstring, "loss", refusal({.nodes = {"n1"}, .rule = {.loss = -1}}));
        EXPECT_PRED_FORMAT2(IsSubstring, "MTU", refusal({.nodes = {"n1"}, .mtu_bytes = 20}));
    });
}

TEST(FabricWithoutHome, TellsANormalUserWhatToDo) {
    in_child(User::normal, [] {
        const auto fabric = Fabric::create({.nodes = {"n1"}});
        ASSERT_FALSE(fabric.has_value());
        EXPECT_PRED_FORMAT2(testing::IsSubstring, "home network", fabric.error().message);
    });
}

}  // namespace
}  // namespace ordeal::nemesis
