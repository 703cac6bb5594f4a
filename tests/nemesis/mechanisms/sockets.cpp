#include "sockets.hpp"

#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/check.hpp"

namespace ordeal::nemesis {

namespace {

sockaddr_in to_sockaddr(const std::string& address, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    CHECK(::inet_pton(AF_INET, address.c_str(), &name.sin_addr) == 1);
    return name;
}

FileDescriptor open_socket(const Fabric& fabric, std::string_view endpoint, int type) {
    const auto visit = fabric.network_of(endpoint).enter();
    CHECK(visit.has_value(), "{}", visit.error().message);
    FileDescriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    CHECK(socket, "{}", core::errno_text());
    const timeval patience{.tv_sec = 10};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return socket;
}

void bind_to(const FileDescriptor& socket, const std::string& address, std::uint16_t port) {
    const auto name = to_sockaddr(address, port);
    const auto* generic = reinterpret_cast<const sockaddr*>(&name);
    CHECK(::bind(socket.get(), generic, sizeof name) == 0, "{}", core::errno_text());
}

}  // namespace

UdpSocket::UdpSocket(const Fabric& fabric, std::string_view endpoint, std::uint16_t port)
    : socket_(open_socket(fabric, endpoint, SOCK_DGRAM)),
      address_(fabric.address_of(endpoint)),
      port_(port) {
    bind_to(socket_, address_, port);
}

void UdpSocket::send(const UdpSocket& to, std::string_view text) {
    const auto name = to_sockaddr(to.address_, to.port_);
    const auto* generic = reinterpret_cast<const sockaddr*>(&name);
    const ssize_t sent = ::sendto(socket_.get(), text.data(), text.size(), 0, generic, sizeof name);
    CHECK(sent == static_cast<ssize_t>(text.size()), "{}", core::errno_text());
}

std::optional<std::string> UdpSocket::receive(int timeout_ms) {
    pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, timeout_ms) != 1) return std::nullopt;
    std::string text(65536, '\0');
    const ssize_t size_bytes = ::recv(socket_.get(), text.data(), text.size(), MSG_DONTWAIT);
    if (size_bytes < 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(size_bytes));
    return text;
}

TcpListener::TcpListener(const Fabric& fabric, std::string_view endpoint, std::uint16_t port)
    : socket_(open_socket(fabric, endpoint, SOCK_STREAM)),
      address_(fabric.address_of(endpoint)),
      port_(port) {
    bind_to(socket_, address_, port);
    CHECK(::listen(socket_.get(), 8) == 0);
}

FileDescriptor TcpListener::accept() {
    return FileDescriptor(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
}

std::optional<FileDescriptor> connect(const Fabric& fabric, std::string_view endpoint,
                                      const TcpListener& to) {
    auto socket = open_socket(fabric, endpoint, SOCK_STREAM);
    const auto name = to_sockaddr(to.address(), to.port());
    const auto* generic = reinterpret_cast<const sockaddr*>(&name);
    if (::connect(socket.get(), generic, sizeof name) != 0) return std::nullopt;
    return socket;
}

bool send_all(const FileDescriptor& stream, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(stream.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string receive_all(const FileDescriptor& stream, std::size_t size_bytes) {
    std::string bytes(size_bytes, '\0');
    std::size_t have_bytes = 0;
    while (have_bytes < size_bytes) {
        const ssize_t got =
            ::recv(stream.get(), bytes.data() + have_bytes, size_bytes - have_bytes, 0);
        if (got <= 0) break;
        have_bytes += static_cast<std::size_t>(got);
    }
    bytes.resize(have_bytes);
    return bytes;
}

}  // namespace ordeal::nemesis
