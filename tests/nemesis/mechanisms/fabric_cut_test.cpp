// Cuts: one-way, both ways, overlapping, on packets under way; healing; and their evidence.
#include <atomic>
#include <thread>

#include "fabric_fixture.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

class FabricCut : public FabricTest {};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricCut, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricCut, OneWayDropsThatWayOnly) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        flush(one, two);
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}));
        for (int i = 0; i < 10; ++i)
            one.send(two, "not heard");
        flush(two, one);
        flush(one, three);
        EXPECT_EQ(fabric.cut_so_far(1)->total(), 10U);
        const auto report = fabric.end_cut(1);
        ASSERT_TRUE(report.has_value());
        EXPECT_EQ(report->dropped, (std::map<LinkName, std::uint64_t>{{{"n1", "n2"}, 10}}));
        flush(one, two);  // receives nothing that was sent before
        EXPECT_EQ(fabric.counters().links.at({"n1", "n2"}).dropped_by_cut, 10U);
    });
}

TEST_P(FabricCut, GrudgeIsAboutHearing) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        ASSERT_TRUE(fabric.begin_cut(9, links_cut_by({{"n1", {"n2", "n3"}}})));
        flush(one, two);
        flush(one, three);
        two.send(one, "not heard");
        three.send(one, "not heard");
        flush(two, three);
        flush(three, two);
        EXPECT_EQ(one.receive(0), std::nullopt);
        EXPECT_EQ(fabric.end_cut(9)->total(), 2U);
    });
}

TEST_P(FabricCut, OverlappingCutsHoldUntilTheLastEnds) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}, {"n2", "n1"}}));
        ASSERT_TRUE(fabric.begin_cut(2, {{"n1", "n2"}}));
        one.send(two, "dropped by both");
        flush(one, three);
        EXPECT_EQ(fabric.end_cut(1)->total(), 1U);
        one.send(two, "dropped by the second");
        flush(one, three);
        flush(two, one);
        EXPECT_EQ(fabric.end_cut(2)->total(), 2U);
        flush(one, two);
    });
}

TEST_P(FabricCut, DropsPacketsUnderWay) {
    with_fabric({.rule = {.latency = {.mean = 1s}}}, [](Fabric& fabric) {
        ASSERT_TRUE(fabric.set_rule({"n1", "n3"}, {.latency = {.mean = 2s}}));
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        UdpSocket client(fabric, Fabric::clients);
        one.send(two, "under way when the link is cut");
        flush(one, client);
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}));
        flush(one, three);  // comes a second after the other fell due
        EXPECT_EQ(two.receive(0), std::nullopt);
        EXPECT_EQ(fabric.end_cut(1)->total(), 1U);
    });
}

TEST_P(FabricCut, DropsWhatComesInThoughItWouldFallDueAfterTheHeal) {
    with_fabric({.rule = {.latency = {.mean = 50ms}}}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket client(fabric, Fabric::clients);
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}));
        one.send(two, "sent into the cut");
        flush(one, client);
        EXPECT_EQ(fabric.end_cut(1)->total(), 1U);
        flush(one, two);
    });
}

TEST_P(FabricCut, NothingPassesAfterBeginCutReturns) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        for (FaultId id = 0; id < 200; ++id) {
            one.send(two, "before");
            ASSERT_TRUE(fabric.begin_cut(id, {{"n1", "n2"}}));
            one.send(two, "after");
            ASSERT_TRUE(fabric.end_cut(id).has_value());
        }
        // What was sent after the cut was read before its end, or after it: in neither case may
        // it come while the cut holds, and then only in order.
        ASSERT_TRUE(fabric.begin_cut(1000, {{"n1", "n2"}}));
        while (two.receive(0)) {
        }
        for (int i = 0; i < 100; ++i)
            one.send(two, "after");
        UdpSocket three(fabric, "n3");
        flush(one, three);
        EXPECT_EQ(two.receive(0), std::nullopt);
    });
}

TEST_P(FabricCut, TcpGoesOnSoonAfterTheHeal) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener listener(fabric, "n2");
        const auto sender = connect(fabric, "n1", listener);
        ASSERT_TRUE(sender.has_value());
        const auto receiver = listener.accept();
        ASSERT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}, {"n2", "n1"}}));
        ASSERT_TRUE(send_all(*sender, "hello"));
        UdpSocket one(fabric, "n1");
        UdpSocket three(fabric, "n3");
        while (fabric.cut_so_far(1)->total() < 2)  // the first, and a retransmission
            flush(one, three);
        const auto healed = std::chrono::steady_clock::now();
        ASSERT_TRUE(fabric.end_cut(1).has_value());
        EXPECT_EQ(receive_all(receiver, 5), "hello");
        EXPECT_LT(std::chrono::steady_clock::now() - healed, 20s);
    });
}

TEST_P(FabricCut, ClientsMayBeCutOffToo) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket client(fabric, Fabric::clients);
        ASSERT_TRUE(fabric.begin_cut(1, {{"clients", "n1"}}));
        client.send(one, "not heard");
        flush(client, two);
        EXPECT_EQ(fabric.end_cut(1)->total(), 1U);
        flush(client, one);
    });
}

TEST_P(FabricCut, MayComeFromManyThreadsUnderTraffic) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        std::atomic<bool> is_over{false};
        std::thread traffic([&] {
            while (!is_over) {
                one.send(two, "x");
                flush(one, three);
                two.receive(0);
            }
        });
        std::vector<std::thread> breakers;
        for (FaultId breaker = 0; breaker < 3; ++breaker)
            breakers.emplace_back([&fabric, breaker] {
                for (FaultId i = 0; i < 100; ++i) {
                    const FaultId id = breaker * 1000 + i;
                    EXPECT_TRUE(fabric.begin_cut(id, {{"n1", "n2"}}).has_value());
                    fabric.counters();
                    EXPECT_TRUE(fabric.set_rule({"n1", "n2"}, {.loss = 0.1}).has_value());
                    EXPECT_TRUE(fabric.end_cut(id).has_value());
                }
            });
        for (auto& thread : breakers)
            thread.join();
        is_over = true;
        traffic.join();
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {}));
        flush(one, two);
    });
}

TEST_P(FabricCut, RefusesWhatIsNotThere) {
    with_fabric({}, [](Fabric& fabric) {
        using testing::IsSubstring;
        const auto unknown = fabric.begin_cut(1, {{"n1", "n2"}, {"n1", "n9"}});
        ASSERT_FALSE(unknown.has_value());
        EXPECT_PRED_FORMAT2(IsSubstring, "n9", unknown.error().message);
        EXPECT_FALSE(fabric.cut_so_far(1).has_value());
        EXPECT_FALSE(fabric.begin_cut(1, {{"n1", "n1"}}).has_value());
        EXPECT_TRUE(fabric.begin_cut(1, {{"n1", "n2"}}).has_value());
        EXPECT_FALSE(fabric.begin_cut(1, {{"n2", "n1"}}).has_value());
        EXPECT_FALSE(fabric.end_cut(2).has_value());
        EXPECT_TRUE(fabric.end_cut(1).has_value());
        EXPECT_FALSE(fabric.end_cut(1).has_value());
        EXPECT_FALSE(fabric.set_rule({"n1", "n9"}, {}).has_value());
        EXPECT_FALSE(fabric.set_rule({"n1", "n2"}, {.loss = 2}).has_value());
    });
}

}  // namespace
}  // namespace ordeal::nemesis
