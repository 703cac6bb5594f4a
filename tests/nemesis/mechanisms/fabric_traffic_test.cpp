// What passes the fabric when nothing is broken, and what the rules of links do to it.
#include <bit>
#include <chrono>
#include <set>
#include <thread>

#include "core/random.hpp"
#include "fabric_fixture.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

class FabricTraffic : public FabricTest {};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricTraffic, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricTraffic, JoinsEveryPair) {
    with_fabric({}, [](Fabric& fabric) {
        std::vector<UdpSocket> sockets;
        for (const auto& node : five())
            sockets.emplace_back(fabric, node);
        sockets.emplace_back(fabric, Fabric::clients);
        for (auto& from : sockets)
            for (auto& to : sockets) {
                if (&from == &to) continue;
                from.send(to, from.address() + " to " + to.address());
                EXPECT_EQ(to.receive(), from.address() + " to " + to.address());
            }
        EXPECT_EQ(fabric.counters().total.forwarded, 30U);
        EXPECT_EQ(fabric.address_of("n5"), "10.77.0.5");
        EXPECT_EQ(fabric.address_of(Fabric::clients), "10.77.1.1");
    });
}

TEST_P(FabricTraffic, ChoosesThePortsThatThisUserMayOpen) {
    with_fabric({.nodes = {"n1"}}, [](Fabric& fabric) {
        if (GetParam().ports != PortKind::automatic) {
            EXPECT_EQ(fabric.ports(), GetParam().ports);
        } else {
            const bool tun_opens = open_file("/dev/net/tun", 2 /* O_RDWR */).has_value();
            EXPECT_EQ(fabric.ports(), tun_opens ? PortKind::tun : PortKind::veth);
        }
    });
}

TEST_P(FabricTraffic, CarriesBulkTcpWithoutLoss) {
    with_fabric({}, [](Fabric& fabric) {
        core::Random random(1);
        std::string sent(16 << 20, '\0');
        for (auto& byte : sent)
            byte = static_cast<char>(random.next());
        TcpListener listener(fabric, "n1");
        std::thread sender([&] {
            const auto stream = connect(fabric, Fabric::clients, listener);
            ASSERT_TRUE(stream.has_value());
            EXPECT_TRUE(send_all(*stream, sent));
        });
        const auto stream = listener.accept();
        EXPECT_TRUE(receive_all(stream, sent.size()) == sent);
        sender.join();
        const auto total = fabric.counters().total;
        EXPECT_EQ(total.dropped_by_loss + total.dropped_by_cut + total.dropped_by_rate, 0U);
    });
}

TEST_P(FabricTraffic, CarriesDatagramsLargerThanAPacket) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        const std::string large(50'000, 'x');
        one.send(two, large);
        EXPECT_EQ(two.receive(), large);
    });
}

TEST_P(FabricTraffic, LatencyIsAsAsked) {
    with_fabric({.rule = {.latency = {.mean = 20ms}}}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        for (int i = 0; i < 5; ++i) {
            const auto start = std::chrono::steady_clock::now();
            one.send(two, "there");
            ASSERT_EQ(two.receive(), "there");
            EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
        }
    });
}

TEST_P(FabricTraffic, TheLinksOfClientsHaveNoRule) {
    with_fabric({.rule = {.latency = {.mean = 1h}}}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket client(fabric, Fabric::clients);
        one.send(client, "there");
        ASSERT_EQ(client.receive(), "there");
        client.send(one, "and back");
        ASSERT_EQ(one.receive(), "and back");
    });
}

TEST_P(FabricTraffic, RateHoldsPacketsBack) {
    with_fabric({}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.rate_bits_per_second = 1'000'000}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 10; ++i)
            one.send(two, std::string(1250 - 28, 'x'));
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(two.receive().has_value());
        EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
        for (int i = 0; i < 300; ++i)
            one.send(two, std::string(1250 - 28, 'x'));
        UdpSocket three(fabric, "n3");
        flush(one, three);
        const auto counters = fabric.counters();
        EXPECT_GE(counters.links.at({"n1", "n2"}).dropped_by_rate, 10U);
    });
}

TEST_P(FabricTraffic, MendedCorruptionReachesTheApplication) {
    with_fabric({}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.corrupt = 1}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        const std::string sent(101, 'x');
        for (int i = 0; i < 50; ++i) {
            one.send(two, sent);
            const auto got = two.receive();
            ASSERT_TRUE(got.has_value());
            int bits = 0;
            for (std::size_t at = 0; at < sent.size(); ++at)
                bits += std::popcount(static_cast<unsigned char>(sent[at] ^ (*got)[at]));
            EXPECT_EQ(bits, 1);
        }
        EXPECT_EQ(fabric.counters().links.at({"n1", "n2"}).corrupted, 50U);
    });
}

TEST_P(FabricTraffic, UnmendedCorruptionIsLossToTheApplication) {
    with_fabric({}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.corrupt = 1, .mend_checksum = false}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        for (int i = 0; i < 20; ++i)
            one.send(two, "never heard");
        UdpSocket three(fabric, "n3");
        flush(one, three);
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {}));
        flush(one, two);
        EXPECT_EQ(fabric.counters().links.at({"n1", "n2"}).corrupted, 20U);
    });
}

TEST_P(FabricTraffic, DuplicatesArriveTwice) {
    with_fabric({}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.duplicate = 1}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        for (int i = 0; i < 20; ++i) {
            one.send(two, std::to_string(i));
            EXPECT_EQ(two.receive(), std::to_string(i));
            EXPECT_EQ(two.receive(), std::to_string(i));
        }
        EXPECT_EQ(fabric.counters().links.at({"n1", "n2"}).duplicated, 20U);
    });
}

TEST_P(FabricTraffic, KeepsTheOrderUnlessReorderIsAsked) {
    const Latency latency{Distribution::uniform, 5ms, 5ms};
    with_fabric({.rule = {.latency = latency}}, [&](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        const auto order_of_arrival = [&] {
            for (int i = 0; i < 100; ++i)
                one.send(two, std::to_string(1000 + i));
            std::vector<std::string> arrived;
            for (int i = 0; i < 100; ++i)
                arrived.push_back(two.receive().value_or("lost"));
            return arrived;
        };
        const auto in_order = order_of_arrival();
        EXPECT_TRUE(std::is_sorted(in_order.begin(), in_order.end()));
        EXPECT_EQ(fabric.counters().total.reordered, 0U);

        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.latency = latency, .reorder = 0.3}));
        const auto shuffled = order_of_arrival();
        EXPECT_FALSE(std::is_sorted(shuffled.begin(), shuffled.end()));
        EXPECT_EQ(std::set(shuffled.begin(), shuffled.end()),
                  std::set(in_order.begin(), in_order.end()));
        EXPECT_GT(fabric.counters().total.reordered, 0U);
    });
}

}  // namespace
}  // namespace ordeal::nemesis
