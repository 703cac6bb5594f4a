// Ports made of TUN devices: what a node's kernel sends through one is read from its descriptor,
// one IP packet at a time (the kernel's Documentation/networking/tuntap.rst).
#include <array>
#include <cstring>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "nemesis/mechanisms/netlink.hpp"
#include "nemesis/mechanisms/port.hpp"

namespace ordeal::nemesis {

namespace {

constexpr const char* device_path = "/dev/net/tun";

struct TunDevice {
    FileDescriptor file;
    Netlink netlink;  // of the endpoint's namespace
};

core::Result<FileDescriptor> attach(const char* name) {
    auto file = open_file(device_path, O_RDWR | O_NONBLOCK);
    if (!file) return file;
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (::ioctl(file->get(), TUNSETIFF, &request) != 0)
        return core::fail("cannot make the TUN device {}: {}", name, core::errno_text());
    return file;
}

core::Result<TunDevice> make_device(const Endpoint& endpoint, std::uint32_t mtu_bytes) {
    const auto visit = endpoint.network->enter();
    if (!visit) return tl::unexpected(visit.error());
    auto file = attach(port_interface);
    if (!file) return tl::unexpected(file.error());
    auto netlink = Netlink::open();
    if (!netlink) return tl::unexpected(netlink.error());
    auto up = netlink->configure(port_interface, {.address = endpoint.address,
                                                  .prefix_bits = port_prefix_bits,
                                                  .mtu_bytes = mtu_bytes,
                                                  .queue_packets = port_queue_packets});
    if (!up) return tl::unexpected(up.error());
    return TunDevice{std::move(*file), std::move(*netlink)};
}

class TunPorts final : public Ports {
  public:
    TunPorts() = default;
    TunPorts(const TunPorts&) = delete;
    TunPorts& operator=(const TunPorts&) = delete;

    /// A persistent device goes with its namespace, in the background; one that is not would be
    /// unregistered by close(2) itself, which waits for all processors: 20 to 50 ms each.
    ~TunPorts() override {
        for (const auto& device : devices_)
            ::ioctl(device.file.get(), TUNSETPERSIST, 1);
    }

    void add(TunDevice device) { devices_.push_back(std::move(device)); }

    std::vector<int> descriptors() const override {
        std::vector<int> all;
        for (const auto& device : devices_)
            all.push_back(device.file.get());
        return all;
    }

    std::optional<Arrival> read(std::size_t source) override {
        const ssize_t size_bytes =
            ::read(devices_[source].file.get(), buffer_.data(), buffer_.size());
        if (size_bytes <= 0) return std::nullopt;
        return Arrival{source, Packet(buffer_.data(), static_cast<std::size_t>(size_bytes))};
    }

    bool write(std::size_t endpoint, Packet bytes) override {
        return ::write(devices_[endpoint].file.get(), bytes.data(), bytes.size()) ==
               static_cast<ssize_t>(bytes.size());
    }

    std::uint64_t overflows() override {
        std::uint64_t sum = 0;
        for (auto& device : devices_)
            sum += device.netlink.transmit_drops(port_interface).value_or(0);
        return sum;
    }

  private:
    std::vector<TunDevice> devices_;
    std::array<std::uint8_t, 65536> buffer_;
};

}  // namespace

bool tun_is_open_to_us() {
    return open_file(device_path, O_RDWR | O_NONBLOCK).has_value();
}

core::Result<std::unique_ptr<Ports>> make_tun_ports(const std::vector<Endpoint>& endpoints,
                                                    std::uint32_t mtu_bytes) {
    auto ports = std::make_unique<TunPorts>();
    for (const auto& endpoint : endpoints) {
        auto device = make_device(endpoint, mtu_bytes);
        if (!device) return tl::unexpected(device.error());
        ports->add(std::move(*device));
    }
    return ports;
}

}  // namespace ordeal::nemesis
