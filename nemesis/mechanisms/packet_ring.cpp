#include "nemesis/mechanisms/packet_ring.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <utility>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace ordeal::nemesis {

namespace {

constexpr std::size_t ring_bytes = std::size_t{16} << 20;
constexpr std::size_t block_bytes = std::size_t{1} << 16;
/// Before the frame in a slot: the kernel's header, the sender's address, and their alignment.
constexpr std::size_t slot_header_bytes = 128;

template <typename T>
bool set_option(int socket, int name, const T& value) {
    return ::setsockopt(socket, SOL_PACKET, name, &value, sizeof value) == 0;
}

/// The kernel's and our hand-over word: TP_STATUS_USER when a frame is ours to read.
std::atomic_ref<std::uint32_t> status_of(std::uint8_t* slot) {
    return std::atomic_ref(reinterpret_cast<tpacket2_hdr*>(slot)->tp_status);
}

int interface_of(std::uint8_t* slot) {
    const auto* sender =
        reinterpret_cast<const sockaddr_ll*>(slot + TPACKET_ALIGN(sizeof(tpacket2_hdr)));
    return sender->sll_ifindex;
}

}  // namespace

core::Result<PacketRing> PacketRing::open(std::size_t largest_frame_bytes) {
    FileDescriptor socket(
        ::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_IP)));
    if (!socket) return core::fail("cannot open a packet socket: {}", core::errno_text());
    PacketRing ring(std::move(socket));
    if (auto mapped = ring.map(largest_frame_bytes); !mapped) return tl::unexpected(mapped.error());
    return ring;
}

core::Result<void> PacketRing::map(std::size_t largest_frame_bytes) {
    slot_bytes_ = std::bit_ceil(largest_frame_bytes + slot_header_bytes);
    const std::size_t block = std::max(block_bytes, slot_bytes_);
    slots_ = ring_bytes / slot_bytes_;
    const tpacket_req shape{.tp_block_size = static_cast<unsigned>(block),
                            .tp_block_nr = static_cast<unsigned>(ring_bytes / block),
                            .tp_frame_size = static_cast<unsigned>(slot_bytes_),
                            .tp_frame_nr = static_cast<unsigned>(slots_)};
    if (!set_option(fd(), PACKET_VERSION, int{TPACKET_V2}) ||
        !set_option(fd(), PACKET_IGNORE_OUTGOING, 1) || !set_option(fd(), PACKET_QDISC_BYPASS, 1) ||
        !set_option(fd(), PACKET_RX_RING, shape))
        return core::fail("cannot set up a packet socket: {}", core::errno_text());
    void* memory =
        ::mmap(nullptr, ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, socket_.get(), 0);
    if (memory == MAP_FAILED)
        return core::fail("cannot map a packet socket's ring: {}", core::errno_text());
    memory_ = static_cast<std::uint8_t*>(memory);
    return {};
}

PacketRing::PacketRing(PacketRing&& other) noexcept
    : socket_(std::move(other.socket_)),
      memory_(std::exchange(other.memory_, nullptr)),
      slot_bytes_(other.slot_bytes_),
      slots_(other.slots_),
      current_(other.current_),
      reading_(other.reading_),
      overflows_(other.overflows_) {}

PacketRing::~PacketRing() {
    if (memory_ != nullptr) ::munmap(memory_, ring_bytes);
}

std::optional<Frame> PacketRing::next() {
    if (reading_) {
        status_of(slot(current_)).store(TP_STATUS_KERNEL, std::memory_order_release);
        current_ = (current_ + 1) % slots_;
        reading_ = false;
    }
    std::uint8_t* here = slot(current_);
    if ((status_of(here).load(std::memory_order_acquire) & TP_STATUS_USER) == 0)
        return std::nullopt;
    reading_ = true;
    const auto* header = reinterpret_cast<const tpacket2_hdr*>(here);
    return Frame{interface_of(here), {here + header->tp_mac, header->tp_snaplen}};
}

bool PacketRing::send(int interface_index, std::span<const std::uint8_t> header,
                      std::span<const std::uint8_t> payload) {
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_protocol = htons(ETH_P_IP);
    to.sll_ifindex = interface_index;
    std::array<iovec, 2> parts{{{const_cast<std::uint8_t*>(header.data()), header.size()},
                                {const_cast<std::uint8_t*>(payload.data()), payload.size()}}};
    const msghdr message{.msg_name = &to,
                         .msg_namelen = sizeof to,
                         .msg_iov = parts.data(),
                         .msg_iovlen = parts.size()};
    return ::sendmsg(fd(), &message, 0) == static_cast<ssize_t>(header.size() + payload.size());
}

std::uint64_t PacketRing::overflows() {
    tpacket_stats statistics{};
    socklen_t size_bytes = sizeof statistics;
    // Reading resets the kernel's count.
    if (::getsockopt(fd(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size_bytes) == 0)
        overflows_ += statistics.tp_drops;
    return overflows_;
}

}  // namespace ordeal::nemesis
