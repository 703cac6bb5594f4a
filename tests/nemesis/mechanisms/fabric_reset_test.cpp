// Connections that are reset on the way, as the programs at their two ends see it.
#include <cerrno>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

#include "core/check.hpp"
#include "fabric_fixture.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

/// Two programs at the ends of one connection.
struct Pair {
    FileDescriptor client;
    FileDescriptor server;
};

Pair make_pair(const Fabric& fabric, TcpListener& listener) {
    auto client = connect(fabric, "n1", listener);
    CHECK(client.has_value());
    return {std::move(*client), listener.accept()};
}

/// How reading ended; "" when bytes came.
std::string read_error(const FileDescriptor& stream) {
    char byte = 0;
    const ssize_t got = ::recv(stream.get(), &byte, 1, 0);
    if (got > 0) return "";
    return got == 0 ? "end of stream" : core::errno_text();
}

const std::string connection_reset = core::errno_text(ECONNRESET);

class FabricReset : public FabricTest {};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricReset, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricReset, BothEndsSeeItAndOnlyThatConnection) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener two(fabric, "n2");
        TcpListener three(fabric, "n3");
        const Pair hit = make_pair(fabric, two);
        const Pair other = make_pair(fabric, three);
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.reset = 1}));
        ASSERT_TRUE(send_all(hit.client, "x"));
        EXPECT_EQ(read_error(hit.server), connection_reset);
        EXPECT_EQ(read_error(hit.client), connection_reset);
        ASSERT_TRUE(send_all(other.client, "y"));
        EXPECT_EQ(read_error(other.server), "");
        const auto report = fabric.end_worse(1);
        ASSERT_TRUE(report);
        EXPECT_EQ(report->touched("reset"), 1);
        EXPECT_EQ(report->links.at({"n1", "n2"}).dropped_by_reset, 1);
        const Pair again = make_pair(fabric, two);
        ASSERT_TRUE(send_all(again.server, "z"));
        EXPECT_EQ(read_error(again.client), "");
    });
}

TEST_P(FabricReset, ReachesAnEndThatWaitsForAnotherNumber) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener two(fabric, "n2");
        const Pair pair = make_pair(fabric, two);
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.loss = 1}));
        ASSERT_TRUE(send_all(pair.client, std::string(5'000, 'a')));  // lost: a gap
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.reset = 1}));
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {}));
        ASSERT_TRUE(send_all(pair.client, "b"));
        EXPECT_EQ(read_error(pair.client), connection_reset);
        EXPECT_EQ(read_error(pair.server), connection_reset);
        EXPECT_EQ(fabric.end_worse(1)->touched("reset"), 1);
    });
}

TEST_P(FabricReset, WhatIsUnderWayOnTheSameConnectionIsLost) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener two(fabric, "n2");
        const Pair pair = make_pair(fabric, two);
        ASSERT_TRUE(fabric.set_rule({"n2", "n1"}, {.latency = {.mean = 2s}}));
        ASSERT_TRUE(send_all(pair.server, "under way"));
        UdpSocket from(fabric, "n2");
        UdpSocket to(fabric, "n3");
        flush(from, to);
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.reset = 1}));
        ASSERT_TRUE(send_all(pair.client, "x"));
        EXPECT_EQ(read_error(pair.client), connection_reset);
        EXPECT_EQ(read_error(pair.server), connection_reset);
    });
}

TEST_P(FabricReset, LeavesDatagramsAndNewConnectionsAlone) {
    with_fabric({}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}, {"n2", "n1"}}, {.reset = 1}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        flush(one, two);
        flush(two, one);
        EXPECT_EQ(fabric.end_worse(1)->touched("reset"), 0);
    });
}

TEST_P(FabricReset, TakesAsManyAsAsked) {
    with_fabric({.seed = 9}, [](Fabric& fabric) {
        TcpListener two(fabric, "n2");
        std::vector<Pair> pairs;
        for (int i = 0; i < 60; ++i)
            pairs.push_back(make_pair(fabric, two));
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.reset = 0.2}));
        std::uint64_t seen = 0;
        for (const Pair& pair : pairs)
            if (!send_all(pair.client, "x") || !read_error(pair.server).empty() ||
                !send_all(pair.server, "y") || !read_error(pair.client).empty())
                ++seen;
        const std::uint64_t said = fabric.end_worse(1)->touched("reset");
        EXPECT_GE(said, seen);  // some may be hit while they end
        EXPECT_GT(seen, 5);
        EXPECT_LT(seen, 50);
    });
}

}  // namespace
}  // namespace ordeal::nemesis
