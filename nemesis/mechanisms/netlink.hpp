// The few requests to the kernel's network configuration that the fabric needs (rtnetlink(7)),
// without the help of external programs. A Netlink speaks to the network namespace in which its
// thread was when it was opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

/// One end of a pair of virtual Ethernet devices.
struct VethEnd {
    std::string name;
    std::uint8_t mac = 1;  // last byte of 02:00:00:00:00:xx
};

/// How an interface is to be, beside up. Zero and false leave things as they are.
struct InterfaceSettings {
    std::uint32_t address = 0;    // IPv4, in host order
    unsigned prefix_bits = 0;     // of the network that the address is in
    std::uint32_t mtu_bytes = 0;  //
    std::uint32_t queue_packets = 0;
    bool without_arp = false;
};

class Netlink {
  public:
    static core::Result<Netlink> open();

    /// Makes a pair: `here` in this namespace, `there` in the one that `there_fd` holds.
    core::Result<void> create_veth(const VethEnd& here, const VethEnd& there, int there_fd,
                                   std::uint32_t mtu_bytes);

    /// Brings an interface of this namespace up, with these settings.
    core::Result<void> configure(const std::string& name, const InterfaceSettings& settings);

    /// Packets that the interface was given to send and dropped.
    core::Result<std::uint64_t> transmit_drops(const std::string& name);

  private:
    explicit Netlink(FileDescriptor socket) : socket_(std::move(socket)) {}

    core::Result<void> request(std::vector<std::uint8_t> message, const std::string& what);
    core::Result<std::vector<std::uint8_t>> answer_to(std::vector<std::uint8_t> message,
                                                      const std::string& what);
    core::Result<void> add_address(const std::string& name, const InterfaceSettings& settings);

    FileDescriptor socket_;
    std::uint32_t sequence_ = 0;
};

/// Index of an interface of the calling thread's namespace, or an error that names it.
core::Result<int> interface_index(const std::string& name);

/// Turns off what would hand us packets without checksums or larger than the MTU: transmit
/// checksumming, segmentation and receive offload of an interface of the thread's namespace.
core::Result<void> turn_off_offloads(const std::string& name);

}  // namespace ordeal::nemesis
