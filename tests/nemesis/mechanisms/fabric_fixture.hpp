// Every test of the fabric runs in three ways: root with TUN devices, root with virtual Ethernet
// pairs, and a normal user with what is chosen for him.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "nemesis/mechanisms/fabric.hpp"
#include "private_network.hpp"
#include "sockets.hpp"

namespace ordeal::nemesis {

struct Way {
    const char* name;
    User user;
    PortKind ports;
    friend std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.name; }
};

inline const Way all_ways[] = {{"root_tun", User::root, PortKind::tun},
                               {"root_veth", User::root, PortKind::veth},
                               {"normal_user", User::normal, PortKind::automatic}};

class FabricTest : public testing::TestWithParam<Way> {
  protected:
    static std::vector<Node> five() { return {"n1", "n2", "n3", "n4", "n5"}; }

    /// In a child with a private network, with a running fabric of these options.
    void with_fabric(FabricOptions options, const std::function<void(Fabric&)>& body) {
        options.ports = GetParam().ports;
        if (options.nodes.empty()) options.nodes = five();
        in_private_network(GetParam().user, [&] {
            auto fabric = Fabric::create(options);
            ASSERT_TRUE(fabric.has_value()) << fabric.error().message;
            ASSERT_TRUE((*fabric)->start().has_value());
            body(**fabric);
            expect_every_packet_accounted_for((*fabric)->counters());
            (*fabric)->stop();
            expect_every_packet_accounted_for((*fabric)->counters());
        });
    }

    static void expect_every_packet_accounted_for(const FabricCounters& counters) {
        EXPECT_EQ(counters.unexplained, Unexplained{});
        const LinkCounters& all = counters.total;
        EXPECT_EQ(all.received + all.duplicated, all.forwarded + all.dropped_by_cut +
                                                     all.dropped_by_loss + all.dropped_by_rate +
                                                     all.dropped_by_reset + counters.unfinished);
    }

    /// Sends a datagram over a link that no rule or cut touches and waits for it: whatever `from`
    /// sent before has passed the fabric's decision then.
    static void flush(UdpSocket& from, UdpSocket& to) {
        from.send(to, "flush");
        ASSERT_EQ(to.receive(), "flush");
    }
};

inline std::string name_of(const testing::TestParamInfo<Way>& info) {
    return info.param.name;
}

}  // namespace ordeal::nemesis
