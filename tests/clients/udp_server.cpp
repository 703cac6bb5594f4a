#include "tests/clients/udp_server.hpp"

#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/check.hpp"
#include "tests/clients/support/loopback.hpp"

namespace ordeal::clients::testing {

UdpServer::UdpServer(Answer answer, std::uint16_t port) : UdpServer(std::move(answer), {}, port) {}

UdpServer UdpServer::flooding(std::string datagram) {
    return {nullptr, std::move(datagram), 0};
}

UdpServer::UdpServer(Answer answer, std::string flood, std::uint16_t port)
    : answer_(std::move(answer)), flood_(std::move(flood)), port_(port) {
    socket_ = bound_socket(SOCK_DGRAM | SOCK_NONBLOCK, port_);
    CHECK(::pipe(wake_) == 0);
    thread_ = std::jthread([this](const std::stop_token& token) { serve(token); });
}

UdpServer::~UdpServer() {
    thread_.request_stop();
    CHECK(::write(wake_[1], "x", 1) == 1);
    thread_.join();
    for (const int fd : wake_)
        ::close(fd);
}

void UdpServer::serve(const std::stop_token& token) {
    std::vector<char> buffer(65536);
    sockaddr_in peer{};
    while (!token.stop_requested()) {
        pollfd wanted[] = {{socket_.get(), POLLIN, 0}, {wake_[0], POLLIN, 0}};
        ::poll(wanted, 2, -1);
        socklen_t size = sizeof peer;
        auto* from = reinterpret_cast<sockaddr*>(&peer);
        const ssize_t got = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0, from, &size);
        if (got < 0) continue;
        while (!flood_.empty() && !token.stop_requested())
            ::sendto(socket_.get(), flood_.data(), flood_.size(), 0, from, size);
        if (!answer_) continue;
        for (const std::string& reply : answer_({buffer.data(), static_cast<std::size_t>(got)}))
            ::sendto(socket_.get(), reply.data(), reply.size(), 0, from, size);
    }
}

ClosedPort::ClosedPort() : socket_(bound_socket(SOCK_DGRAM, port_)) {
    constexpr std::uint16_t discard = 9;
    const sockaddr_in peer = loopback(discard);
    CHECK(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0);
}

}  // namespace ordeal::clients::testing
