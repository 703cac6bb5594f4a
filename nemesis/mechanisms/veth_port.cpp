// Ports for anyone: each namespace has one end of a virtual Ethernet pair, the other ends are
// together in a hub namespace, where one packet socket reads and writes them all. Every node's
// end has the same hardware address and does no ARP, so a frame fits every addressee as it is.
#include <algorithm>
#include <array>
#include <future>

#include "nemesis/mechanisms/netlink.hpp"
#include "nemesis/mechanisms/packet_ring.hpp"
#include "nemesis/mechanisms/port.hpp"

namespace ordeal::nemesis {

namespace {

constexpr std::uint8_t node_mac = 1;
constexpr std::uint8_t hub_mac = 2;
/// Destination and source (both the nodes' address), and the type of IPv4.
constexpr std::array<std::uint8_t, 14> ethernet_header = {2, 0, 0, 0, 0,        node_mac, 2,
                                                          0, 0, 0, 0, node_mac, 8,        0};

std::string hub_interface(std::size_t endpoint) {
    return fmt::format("hub{}", endpoint);
}

/// The end in the node's namespace. Returns a Netlink there, to read its counters later.
core::Result<Netlink> set_up_node_end(const Endpoint& endpoint, std::uint32_t mtu_bytes) {
    const auto visit = endpoint.network->enter();
    if (!visit) return tl::unexpected(visit.error());
    auto netlink = Netlink::open();
    if (!netlink) return netlink;
    if (auto off = turn_off_offloads(port_interface); !off) return tl::unexpected(off.error());
    auto up = netlink->configure(port_interface, {.address = endpoint.address,
                                                  .prefix_bits = port_prefix_bits,
                                                  .mtu_bytes = mtu_bytes,
                                                  .queue_packets = port_queue_packets,
                                                  .without_arp = true});
    if (!up) return tl::unexpected(up.error());
    return netlink;
}

class VethPorts final : public Ports {
  public:
    VethPorts(NetworkNamespace hub, Netlink hub_netlink)
        : hub_(std::move(hub)), hub_netlink_(std::move(hub_netlink)) {}

    /// Requires: the calling thread is in the hub.
    core::Result<void> add(const Endpoint& endpoint, std::uint32_t mtu_bytes) {
        const std::string name = hub_interface(indices_.size());
        auto made = hub_netlink_.create_veth({.name = name, .mac = hub_mac},
                                             {.name = port_interface, .mac = node_mac},
                                             endpoint.network->fd(), mtu_bytes);
        if (!made) return made;
        if (auto up = hub_netlink_.configure(name, {.queue_packets = port_queue_packets}); !up)
            return up;
        const auto index = interface_index(name);
        if (!index) return tl::unexpected(index.error());
        indices_.push_back(*index);
        auto node_end = set_up_node_end(endpoint, mtu_bytes);
        if (!node_end) return tl::unexpected(node_end.error());
        node_netlinks_.push_back(std::move(*node_end));
        return {};
    }

    void set_ring(PacketRing ring) { ring_.emplace(std::move(ring)); }

    std::vector<int> descriptors() const override { return {ring_->fd()}; }

    std::optional<Arrival> read(std::size_t) override {
        while (const auto frame = ring_->next()) {
            const auto at = std::find(indices_.begin(), indices_.end(), frame->interface_index);
            if (at == indices_.end() || frame->bytes.size() < ethernet_header.size()) continue;
            return Arrival{static_cast<std::size_t>(at - indices_.begin()),
                           frame->bytes.subspan(ethernet_header.size())};
        }
        return std::nullopt;
    }

    bool write(std::size_t endpoint, Packet bytes) override {
        return ring_->send(indices_[endpoint], ethernet_header, bytes);
    }

    std::uint64_t overflows() override {
        std::uint64_t sum = ring_->overflows();
        for (std::size_t i = 0; i < indices_.size(); ++i) {
            sum += hub_netlink_.transmit_drops(hub_interface(i)).value_or(0);
            sum += node_netlinks_[i].transmit_drops(port_interface).value_or(0);
        }
        return sum;
    }

  private:
    NetworkNamespace hub_;
    Netlink hub_netlink_;
    std::vector<int> indices_;  // of the hub's interfaces, by endpoint
    std::vector<Netlink> node_netlinks_;
    std::optional<PacketRing> ring_;
};

}  // namespace

core::Result<std::unique_ptr<Ports>> make_veth_ports(const std::vector<Endpoint>& endpoints,
                                                     std::uint32_t mtu_bytes) {
    auto hub = NetworkNamespace::create();
    if (!hub) return tl::unexpected(hub.error());
    const auto visit = hub->enter();
    if (!visit) return tl::unexpected(visit.error());
    // The kernel waits for all processors to make a ring: meanwhile, this thread makes the pairs.
    auto ring = std::async(std::launch::async,
                           [&] { return PacketRing::open(mtu_bytes + ethernet_header.size()); });
    auto netlink = Netlink::open();
    if (!netlink) return tl::unexpected(netlink.error());
    auto ports = std::make_unique<VethPorts>(std::move(*hub), std::move(*netlink));
    for (const auto& endpoint : endpoints)
        if (auto added = ports->add(endpoint, mtu_bytes); !added)
            return tl::unexpected(added.error());
    auto opened = ring.get();
    if (!opened) return tl::unexpected(opened.error());
    ports->set_ring(std::move(*opened));
    return ports;
}

}  // namespace ordeal::nemesis
