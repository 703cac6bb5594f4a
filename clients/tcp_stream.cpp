#include "clients/tcp_stream.hpp"

#include <cerrno>
#include <ctime>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace ordeal::clients {

namespace {

using Clock = std::chrono::steady_clock;

int pending_error(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

bool must_wait(int error) {
    return error == EAGAIN || error == EINTR;
}

}  // namespace

bool wait_for(int fd, short events, Deadline deadline) {
    for (;;) {
        const auto remaining = deadline - Clock::now();
        if (remaining <= Clock::duration::zero()) return false;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(remaining);
        const timespec limit{seconds.count(),
                             std::chrono::nanoseconds(remaining - seconds).count()};
        pollfd wanted{fd, events, 0};
        const int found = ::ppoll(&wanted, 1, &limit, nullptr);
        if (found > 0 || (found < 0 && errno != EINTR)) return true;
    }
}

core::Result<TcpStream> TcpStream::connect(const std::string& ip, std::uint16_t port,
                                           Deadline deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(ip.c_str(), std::to_string(port).c_str(), &hints, &found))
        return core::fail("\"{}\" is no IP address: {}", ip, ::gai_strerror(problem));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> address(found, &::freeaddrinfo);
    TcpStream stream;
    stream.socket_ = core::FileDescriptor(
        ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int fd = stream.fd();
    if (fd < 0) return core::fail("no TCP socket: {}", core::errno_text());
    const int on = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, found->ai_addr, found->ai_addrlen) == 0) return stream;
    if (errno != EINPROGRESS && errno != EINTR) return core::fail("{}", core::errno_text());
    if (!wait_for(fd, POLLOUT, deadline)) return core::fail("{}", timed_out);
    if (const int error = pending_error(fd)) return core::fail("{}", core::errno_text(error));
    return stream;
}

bool TcpStream::is_stale() const {
    pollfd wanted{fd(), POLLIN, 0};
    return ::poll(&wanted, 1, 0) != 0;
}

core::Result<void> TcpStream::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (!must_wait(errno))
            return core::fail("{}", core::errno_text());
        else if (!wait_for(fd(), POLLOUT, deadline))
            return core::fail("{}", timed_out);
    }
    return {};
}

core::Result<std::size_t> TcpStream::receive(std::span<char> buffer, Deadline deadline) {
    for (;;) {
        if (!wait_for(fd(), POLLIN, deadline)) return core::fail("{}", timed_out);
        const ssize_t size = ::recv(fd(), buffer.data(), buffer.size(), 0);
        if (size > 0) return static_cast<std::size_t>(size);
        if (size == 0) return core::fail("{}", was_closed);
        if (!must_wait(errno)) return core::fail("{}", core::errno_text());
    }
}

}  // namespace ordeal::clients
