#include "nemesis/mechanisms/netlink.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace ordeal::nemesis {

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A message in the making: a header, a fixed part, then attributes that may nest.
class Message {
  public:
    template <typename Fixed>
    Message(std::uint16_t type, std::uint16_t flags, const Fixed& fixed) {
        append(nlmsghdr{.nlmsg_type = type, .nlmsg_flags = flags});
        append(fixed);
    }

    template <typename T>
    void append(const T& value) {
        const auto* raw = reinterpret_cast<const std::uint8_t*>(&value);
        append(std::span(raw, sizeof value));
    }
    void append(std::span<const std::uint8_t> raw) {
        bytes_.insert(bytes_.end(), raw.begin(), raw.end());
        bytes_.resize(NLMSG_ALIGN(bytes_.size()));
    }

    template <typename T>
    void attribute(std::uint16_t type, const T& value) {
        append(rtattr{static_cast<std::uint16_t>(RTA_LENGTH(sizeof value)), type});
        append(value);
    }
    void attribute(std::uint16_t type, const std::string& text) {
        append(rtattr{static_cast<std::uint16_t>(RTA_LENGTH(text.size() + 1)), type});
        append(std::span(reinterpret_cast<const std::uint8_t*>(text.c_str()), text.size() + 1));
    }

    /// Everything until end(begin(type)) is inside this attribute.
    std::size_t begin(std::uint16_t type) {
        const std::size_t start = bytes_.size();
        append(rtattr{0, type});
        return start;
    }
    void end(std::size_t start) {
        const auto length = static_cast<std::uint16_t>(bytes_.size() - start);
        std::memcpy(bytes_.data() + start, &length, sizeof length);
    }

    Bytes take() { return std::move(bytes_); }

  private:
    Bytes bytes_;
};

using Mac = std::array<std::uint8_t, 6>;

Mac mac_ending_in(std::uint8_t last) {
    return {2, 0, 0, 0, 0, last};
}

/// The error code of an acknowledgement: 0 or an errno.
int error_of(const Bytes& answer) {
    nlmsghdr header{};
    std::memcpy(&header, answer.data(), sizeof header);
    if (header.nlmsg_type != NLMSG_ERROR) return 0;
    int code = 0;
    std::memcpy(&code, answer.data() + NLMSG_HDRLEN, sizeof code);
    return -code;
}

ifreq request_for(const std::string& name) {
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    return request;
}

}  // namespace

core::Result<Netlink> Netlink::open() {
    FileDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket) return core::fail("cannot open a netlink socket: {}", core::errno_text());
    return Netlink(std::move(socket));
}

core::Result<Bytes> Netlink::answer_to(Bytes message, const std::string& what) {
    nlmsghdr header{};
    std::memcpy(&header, message.data(), sizeof header);
    header.nlmsg_len = static_cast<std::uint32_t>(message.size());
    header.nlmsg_seq = ++sequence_;
    std::memcpy(message.data(), &header, sizeof header);
    if (::send(socket_.get(), message.data(), message.size(), 0) < 0)
        return core::fail("cannot {}: {}", what, core::errno_text());

    Bytes answer(16384);
    const ssize_t size_bytes = ::recv(socket_.get(), answer.data(), answer.size(), 0);
    if (size_bytes < static_cast<ssize_t>(NLMSG_HDRLEN + sizeof(int)))
        return core::fail("cannot {}: {}", what, core::errno_text());
    answer.resize(static_cast<std::size_t>(size_bytes));
    if (const int code = error_of(answer); code != 0)
        return core::fail("cannot {}: {}", what, core::errno_text(code));
    return answer;
}

core::Result<void> Netlink::request(Bytes message, const std::string& what) {
    auto answer = answer_to(std::move(message), what);
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

core::Result<void> Netlink::create_veth(const VethEnd& here, const VethEnd& there, int there_fd,
                                        std::uint32_t mtu_bytes) {
    Message message(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
                    ifinfomsg{.ifi_family = AF_UNSPEC});
    message.attribute(IFLA_IFNAME, here.name);
    message.attribute(IFLA_ADDRESS, mac_ending_in(here.mac));
    message.attribute(IFLA_MTU, mtu_bytes);
    const auto info = message.begin(IFLA_LINKINFO);
    message.attribute(IFLA_INFO_KIND, std::string("veth"));
    const auto data = message.begin(IFLA_INFO_DATA);
    const auto peer = message.begin(VETH_INFO_PEER);
    message.append(ifinfomsg{.ifi_family = AF_UNSPEC});
    message.attribute(IFLA_IFNAME, there.name);
    message.attribute(IFLA_ADDRESS, mac_ending_in(there.mac));
    message.attribute(IFLA_MTU, mtu_bytes);
    message.attribute(IFLA_NET_NS_FD, there_fd);
    message.end(peer);
    message.end(data);
    message.end(info);
    return request(message.take(), fmt::format("make the virtual Ethernet pair {}", here.name));
}

core::Result<void> Netlink::configure(const std::string& name, const InterfaceSettings& settings) {
    const auto index = interface_index(name);
    if (!index) return tl::unexpected(index.error());
    const unsigned arp = settings.without_arp ? unsigned{IFF_NOARP} : 0U;
    const unsigned flags = unsigned{IFF_UP} | arp;
    Message message(
        RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK,
        ifinfomsg{
            .ifi_family = AF_UNSPEC, .ifi_index = *index, .ifi_flags = flags, .ifi_change = flags});
    if (settings.mtu_bytes != 0) message.attribute(IFLA_MTU, settings.mtu_bytes);
    if (settings.queue_packets != 0) message.attribute(IFLA_TXQLEN, settings.queue_packets);
    auto up = request(message.take(), fmt::format("bring interface {} up", name));
    if (!up || settings.address == 0) return up;
    return add_address(name, settings);
}

core::Result<void> Netlink::add_address(const std::string& name,
                                        const InterfaceSettings& settings) {
    const auto index = interface_index(name);
    if (!index) return tl::unexpected(index.error());
    Message message(RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
                    ifaddrmsg{.ifa_family = AF_INET,
                              .ifa_prefixlen = static_cast<std::uint8_t>(settings.prefix_bits),
                              .ifa_index = static_cast<std::uint32_t>(*index)});
    message.attribute(IFA_LOCAL, htonl(settings.address));
    message.attribute(IFA_ADDRESS, htonl(settings.address));
    return request(message.take(), fmt::format("give interface {} its address", name));
}

core::Result<std::uint64_t> Netlink::transmit_drops(const std::string& name) {
    Message message(RTM_GETLINK, NLM_F_REQUEST, ifinfomsg{.ifi_family = AF_UNSPEC});
    message.attribute(IFLA_IFNAME, name);
    const std::string what = fmt::format("read the counters of interface {}", name);
    const auto answer = answer_to(message.take(), what);
    if (!answer) return tl::unexpected(answer.error());

    std::size_t at = NLMSG_LENGTH(sizeof(ifinfomsg));
    while (at + sizeof(rtattr) <= answer->size()) {
        rtattr attribute{};
        std::memcpy(&attribute, answer->data() + at, sizeof attribute);
        if (attribute.rta_len < sizeof attribute || at + attribute.rta_len > answer->size()) break;
        if (attribute.rta_type == IFLA_STATS) {
            rtnl_link_stats statistics{};
            std::memcpy(&statistics, answer->data() + at + RTA_LENGTH(0), sizeof statistics);
            return statistics.tx_dropped;
        }
        at += RTA_ALIGN(attribute.rta_len);
    }
    return core::fail("cannot {}: the kernel gave none", what);
}

core::Result<int> interface_index(const std::string& name) {
    const unsigned index = ::if_nametoindex(name.c_str());
    if (index == 0) return core::fail("no interface {}: {}", name, core::errno_text());
    return static_cast<int>(index);
}

core::Result<void> turn_off_offloads(const std::string& name) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    for (const std::uint32_t command :
         {ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO}) {
        ethtool_value off{.cmd = command, .data = 0};
        ifreq request = request_for(name);
        request.ifr_data = reinterpret_cast<char*>(&off);
        if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0)
            return core::fail("cannot turn off the offloads of interface {}: {}", name,
                              core::errno_text());
    }
    return {};
}

}  // namespace ordeal::nemesis
