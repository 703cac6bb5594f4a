// The same seed gives the same fate to the same packets, whatever the ports and the other links.
#include <set>

#include "fabric_fixture.hpp"
#include "nemesis/mechanisms/link.hpp"

namespace ordeal::nemesis {
namespace {

using namespace std::chrono_literals;

constexpr int packets = 300;

class FabricSeed : public FabricTest {
  protected:
    /// Which of `packets` datagrams from n1 arrive at n2, where the others have that rule. The
    /// receiver's buffer is emptied as they come.
    static std::set<std::string> arrivals(Fabric& fabric, const LinkRule& other) {
        EXPECT_TRUE(fabric.set_rule({"n1", "n2"}, {.loss = 0.3}).has_value());
        EXPECT_TRUE(fabric.set_rule({"n1", "n3"}, other).has_value());
        EXPECT_TRUE(fabric.set_rule({"n2", "n1"}, other).has_value());
        UdpSocket one(fabric, "n1");
        UdpSocket two(fabric, "n2");
        UdpSocket three(fabric, "n3");
        UdpSocket client(fabric, Fabric::clients);
        std::set<std::string> arrived;
        for (int i = 0; i < packets; ++i) {
            one.send(two, std::to_string(i));
            one.send(three, "other traffic");
            two.send(one, "other traffic");
            flush(one, client);
            if (const auto got = two.receive(0)) arrived.insert(*got);
        }
        return arrived;
    }

    /// What a link alone, without fabric, machine or other traffic, lets pass.
    static std::set<std::string> expected(std::uint64_t seed) {
        std::set<std::string> kept;
        Link link(link_stream(seed, "n1", "n2"), {.loss = 0.3});
        for (int i = 0; i < packets; ++i)
            if (link.decide(i * 1ms, 100).dropped == DropReason::none)
                kept.insert(std::to_string(i));
        return kept;
    }
};
INSTANTIATE_TEST_SUITE_P(Fabric, FabricSeed, testing::ValuesIn(all_ways), name_of);

TEST_P(FabricSeed, DecidesWhichPacketsAreLost) {
    for (const std::uint64_t seed : {42, 43})
        with_fabric({.seed = seed},
                    [&](Fabric& fabric) { EXPECT_EQ(arrivals(fabric, {}), expected(seed)); });
    EXPECT_NE(expected(42), expected(43));
}

TEST_P(FabricSeed, ARuleOfAnotherLinkShiftsNothing) {
    with_fabric({.seed = 42}, [&](Fabric& fabric) {
        const LinkRule busy{.latency = {Distribution::exponential, 1ms, 0ms},
                            .loss = 0.5,
                            .duplicate = 0.5,
                            .reorder = 0.5,
                            .corrupt = 0.5};
        EXPECT_EQ(arrivals(fabric, busy), expected(42));
    });
}

TEST_P(FabricSeed, MoreNodesShiftNothing) {
    with_fabric({.seed = 42, .nodes = {"n0", "n1", "n2", "n3"}},
                [&](Fabric& fabric) { EXPECT_EQ(arrivals(fabric, {}), expected(42)); });
}

}  // namespace
}  // namespace ordeal::nemesis
