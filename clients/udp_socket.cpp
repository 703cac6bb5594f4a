#include "clients/udp_socket.hpp"

#include <cerrno>
#include <ctime>
#include <memory>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

namespace ordeal::clients {

namespace {

using Clock = std::chrono::steady_clock;

/// Waits until something can be read or the time is over. False: it is over.
bool wait_readable(int fd, Clock::duration remaining) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(remaining);
    const timespec limit{seconds.count(), std::chrono::nanoseconds(remaining - seconds).count()};
    pollfd wanted{fd, POLLIN, 0};
    return ::ppoll(&wanted, 1, &limit, nullptr) != 0;
}

/// An error that an earlier datagram left on the socket; reading it takes it away.
void forget_pending_error(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    (void)::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
}

}  // namespace

core::Result<UdpSocket> UdpSocket::connect(const std::string& ip, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(ip.c_str(), std::to_string(port).c_str(), &hints, &found))
        return core::fail("\"{}\" is no IP address: {}", ip, ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, &::freeaddrinfo);
    UdpSocket socket;
    socket.socket_ = core::FileDescriptor(
        ::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.socket_) return core::fail("no UDP socket: {}", core::errno_text());
    if (::connect(socket.socket_.get(), found->ai_addr, found->ai_addrlen) != 0)
        return core::fail("no way to {} port {}: {}", ip, port, core::errno_text());
    return socket;
}

core::Result<void> UdpSocket::send(std::string_view datagram) {
    forget_pending_error(socket_.get());
    for (;;) {
        if (::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0) return {};
        if (errno != EINTR) return core::fail("{}", core::errno_text());
    }
}

UdpSocket::Received UdpSocket::receive(std::span<char> buffer, Clock::time_point deadline) {
    for (;;) {
        const auto remaining = deadline - Clock::now();
        if (remaining <= Clock::duration::zero() || !wait_readable(socket_.get(), remaining))
            return {Heard::timeout, {}, {}};
        const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (size >= 0)
            return {Heard::datagram, {buffer.data(), static_cast<std::size_t>(size)}, {}};
        if (errno == ECONNREFUSED) return {Heard::refused, {}, {}};
        if (errno != EAGAIN && errno != EINTR) return {Heard::error, {}, core::errno_text()};
    }
}

}  // namespace ordeal::clients
