// Ports: where packets leave the namespaces of nodes and come back into them. Two kinds do the
// same: TUN devices, and virtual Ethernet pairs read through a packet socket. The fabric sees IP
// packets without any link header, and which endpoint they belong to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "nemesis/mechanisms/network_namespace.hpp"

namespace ordeal::nemesis {

using Packet = std::span<const std::uint8_t>;

/// A packet that an endpoint sent. `bytes` stay valid until the next read from the same ports.
struct Arrival {
    std::size_t endpoint = 0;
    Packet bytes;
};

/// What a port needs to know of an endpoint.
struct Endpoint {
    const NetworkNamespace* network = nullptr;
    std::uint32_t address = 0;  // IPv4, in host order
};

/// Longest queue, in packets, between a namespace and the fabric. At the kernel's usual 500 a
/// burst is dropped in silence.
inline constexpr std::uint32_t port_queue_packets = 10'000;

/// All endpoints of a fabric, by their index. Not thread-safe.
class Ports {
  public:
    virtual ~Ports() = default;

    /// Descriptors that become readable when packets wait, for epoll; their number never changes.
    virtual std::vector<int> descriptors() const = 0;

    /// The next packet that waits behind descriptors()[source], if any. Never blocks.
    virtual std::optional<Arrival> read(std::size_t source) = 0;

    /// Hands a packet to an endpoint. False when the kernel did not take it.
    virtual bool write(std::size_t endpoint, Packet bytes) = 0;

    /// Packets that the kernel dropped on the way to the fabric or from it, so far.
    virtual std::uint64_t overflows() = 0;
};

/// Interfaces named "fabric" in the namespaces, up, with their address in 10.77.0.0/16.
/// Error: what the kernel refused.
core::Result<std::unique_ptr<Ports>> make_tun_ports(const std::vector<Endpoint>& endpoints,
                                                    std::uint32_t mtu_bytes);
core::Result<std::unique_ptr<Ports>> make_veth_ports(const std::vector<Endpoint>& endpoints,
                                                     std::uint32_t mtu_bytes);

/// True when this process may open /dev/net/tun.
bool tun_is_open_to_us();

inline constexpr const char* port_interface = "fabric";
inline constexpr unsigned port_prefix_bits = 16;

}  // namespace ordeal::nemesis
