// Links that a fault makes worse: what passes meanwhile, what is counted, and how it ends.
#include <bit>

#include "fabric_fixture.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

class FabricWorse : public FabricTest {};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricWorse, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricWorse, LosesOnItsLinksUntilItEnds) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.loss = 1}));
        for (int i = 0; i < 7; ++i)
            one.send(two, "lost");
        flush(one, three);
        flush(two, one);
        const auto report = fabric.end_worse(1);
        ASSERT_TRUE(report);
        EXPECT_EQ(report->links.at({"n1", "n2"}).received, 7);
        EXPECT_EQ(report->links.at({"n1", "n2"}).dropped_by_loss, 7);
        EXPECT_EQ(report->touched("loss"), 7);
        EXPECT_EQ(report->touched("duplicate"), 0);
        flush(one, two);
        EXPECT_FALSE(fabric.end_worse(1));
    });
}

TEST_P(FabricWorse, DelaysAndDuplicatesOneWay) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        const LinkRule change{.latency = {.mean = 30ms}, .duplicate = 1};
        ASSERT_TRUE(fabric.begin_worse(4, {{"n2", "n1"}}, change));
        const auto begin = std::chrono::steady_clock::now();
        two.send(one, "twice");
        EXPECT_EQ(one.receive(), "twice");
        EXPECT_EQ(one.receive(), "twice");
        EXPECT_GE(std::chrono::steady_clock::now() - begin, 30ms);
        flush(one, two);
        EXPECT_EQ(one.receive(0), std::nullopt);
        const auto report = fabric.end_worse(4);
        EXPECT_EQ(report->links.size(), 1);
        EXPECT_EQ(report->touched("duplicate"), 1);
        EXPECT_EQ(report->touched("latency"), 1);
    });
}

TEST_P(FabricWorse, ARuleThatIsSetMeanwhileStaysWhenTheFaultEnds) {
    with_fabric({}, [](Fabric& fabric) {
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.duplicate = 1}));
        ASSERT_TRUE(fabric.begin_worse(2, {{"n1", "n2"}, {"n2", "n1"}}, {.cut = true}));
        ASSERT_TRUE(fabric.set_rule({"n1", "n2"}, {.loss = 1}));
        one.send(two, "cut");
        flush(one, three);
        EXPECT_EQ(fabric.end_worse(2)->touched("cut"), 1);
        one.send(two, "lost");
        flush(one, three);
        EXPECT_EQ(fabric.end_worse(1)->touched("loss"), 1);
        one.send(two, "lost");
        flush(one, three);
        EXPECT_EQ(fabric.counters().links.at({"n1", "n2"}).dropped_by_loss, 2);
    });
}

TEST_P(FabricWorse, AProgramSeesCorruptionThatIsMended) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener listener(fabric, "n2");
        const auto client = connect(fabric, "n1", listener);
        ASSERT_TRUE(client);
        const FileDescriptor server = listener.accept();
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.corrupt = 1}));
        const std::string sent = "acknowledged";
        ASSERT_TRUE(send_all(*client, sent));
        const std::string got = receive_all(server, sent.size());
        ASSERT_EQ(got.size(), sent.size());
        int different_bits = 0;
        for (std::size_t i = 0; i < sent.size(); ++i)
            different_bits += std::popcount(static_cast<std::uint8_t>(sent[i] ^ got[i]));
        EXPECT_EQ(different_bits, 1);
        EXPECT_EQ(fabric.end_worse(1)->touched("corrupt"), 1);
    });
}

TEST_P(FabricWorse, TcpSendsAgainWhatCameCorruptedAndUnmended) {
    with_fabric({}, [](Fabric& fabric) {
        TcpListener listener(fabric, "n2");
        const auto client = connect(fabric, "n1", listener);
        ASSERT_TRUE(client);
        const FileDescriptor server = listener.accept();
        ASSERT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.corrupt = 1, .mend_checksum = false}));
        const std::string sent = "acknowledged";
        ASSERT_TRUE(send_all(*client, sent));
        UdpSocket one(fabric, "n1");
        UdpSocket three(fabric, "n3");
        flush(one, three);  // the first attempt has passed
        EXPECT_GE(fabric.end_worse(1)->touched("corrupt"), 1);
        EXPECT_EQ(receive_all(server, sent.size()), sent);
        EXPECT_GE(fabric.counters().links.at({"n1", "n2"}).received, 3);
    });
}

TEST_P(FabricWorse, RefusesWhatIsNoLinkAndNoRule) {
    with_fabric({}, [](Fabric& fabric) {
        EXPECT_FALSE(fabric.begin_worse(1, {{"n1", "n9"}}, {.loss = 1}));
        EXPECT_FALSE(fabric.begin_worse(1, {{"n1", "n1"}}, {.loss = 1}));
        EXPECT_FALSE(fabric.begin_worse(1, {{"n1", "n2"}}, {.loss = 2}));
        EXPECT_TRUE(fabric.begin_worse(1, {{"n1", "n2"}}, {.loss = 1}));
        EXPECT_FALSE(fabric.begin_worse(1, {{"n1", "n2"}}, {.loss = 1}));
    });
}

}  // namespace
}  // namespace ordeal::nemesis
