#include "clients/tcp_socket.hpp"

#include <cerrno>
#include <memory>

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "clients/wait_for.hpp"

namespace ordeal::clients {

namespace {

/// The outcome of a connect() that is under way.
core::Result<void> finish_connect(int fd, TcpSocket::Deadline deadline) {
    if (!wait_for(fd, POLLOUT, deadline)) return core::fail("timeout");
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return core::fail("{}", core::errno_text(error));
    return {};
}

core::Result<void> begin_connect(int fd, const addrinfo& address, TcpSocket::Deadline deadline) {
    const int on = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return {};
    if (errno == EINPROGRESS || errno == EINTR) return finish_connect(fd, deadline);
    return core::fail("{}", core::errno_text());
}

}  // namespace

core::Result<TcpSocket> TcpSocket::connect(const std::string& ip, std::uint16_t port,
                                           Deadline deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(ip.c_str(), std::to_string(port).c_str(), &hints, &found))
        return core::fail("\"{}\" is no IP address: {}", ip, ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, &::freeaddrinfo);
    TcpSocket socket;
    socket.socket_ = core::FileDescriptor(
        ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.socket_) return core::fail("no TCP socket: {}", core::errno_text());
    if (const auto connected = begin_connect(socket.socket_.get(), *found, deadline); !connected)
        return core::fail("no connection to {} port {}: {}", ip, port, connected.error().message);
    return socket;
}

bool TcpSocket::is_stale() const {
    pollfd wanted{socket_.get(), POLLIN, 0};
    return ::poll(&wanted, 1, 0) != 0;
}

TcpSocket::Sent TcpSocket::send(std::string_view bytes, Deadline deadline) {
    Sent sent;
    while (sent.bytes < bytes.size()) {
        if (!wait_for(socket_.get(), POLLOUT, deadline)) {
            sent.error = "timeout";
            return sent;
        }
        const std::string_view rest = bytes.substr(sent.bytes);
        const ssize_t taken = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (taken >= 0) {
            sent.bytes += static_cast<std::size_t>(taken);
        } else if (errno != EAGAIN && errno != EINTR) {
            sent.error = core::errno_text();
            return sent;
        }
    }
    return sent;
}

TcpSocket::Received TcpSocket::receive(std::span<char> buffer, Deadline deadline) {
    for (;;) {
        if (!wait_for(socket_.get(), POLLIN, deadline)) return {0, "timeout"};
        const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (got > 0) return {static_cast<std::size_t>(got), {}};
        if (got == 0) return {0, "closed by the other side"};
        if (errno != EAGAIN && errno != EINTR) return {0, core::errno_text()};
    }
}

}  // namespace ordeal::clients
