#include <cerrno>
#include <charconv>
#include <cstring>
#include <deque>
#include <unordered_map>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "actors/runtime/file.hpp"
#include "actors/runtime/transport.hpp"

namespace ordeal::runtime {

namespace {

/// A socket address as bytes, which is what Incoming::address holds.
core::Result<std::string> socket_address(const Endpoint& endpoint) {
    sockaddr_in v4{};
    if (::inet_pton(AF_INET, endpoint.ip.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        return std::string(reinterpret_cast<const char*>(&v4), sizeof v4);
    }
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET6, endpoint.ip.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        return std::string(reinterpret_cast<const char*>(&v6), sizeof v6);
    }
    return core::fail("\"{}\" is no IP address", endpoint.ip);
}

const sockaddr* as_sockaddr(const std::string& address) {
    return reinterpret_cast<const sockaddr*>(address.data());
}

/// Addresses of those who are no peers, the oldest forgotten first.
class AddressBook {
  public:
    void learn(const std::string& name, const std::string& address) {
        const auto [place, added] = addresses_.insert_or_assign(name, address);
        if (!added) return;
        order_.push_back(name);
        if (order_.size() <= capacity) return;
        addresses_.erase(order_.front());
        order_.pop_front();
    }
    const std::string* find(const std::string& name) const {
        const auto found = addresses_.find(name);
        return found == addresses_.end() ? nullptr : &found->second;
    }

  private:
    static constexpr std::size_t capacity = 10'000;
    std::unordered_map<std::string, std::string> addresses_;
    std::deque<std::string> order_;
};

class UdpTransport final : public Transport {
  public:
    UdpTransport(FileDescriptor socket, std::unordered_map<std::string, std::string> peers)
        : socket_(std::move(socket)), peers_(std::move(peers)) {}

    int descriptor() const override { return socket_.get(); }

    core::Result<bool> receive(std::vector<Incoming>& out) override {
        constexpr int most = 256;
        for (int i = 0; i < most; ++i) {
            sockaddr_storage from{};
            socklen_t from_size = sizeof from;
            const ssize_t size = ::recvfrom(socket_.get(), buffer_, sizeof buffer_, MSG_DONTWAIT,
                                            reinterpret_cast<sockaddr*>(&from), &from_size);
            if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (size < 0) continue;  // the echo of a datagram that nobody wanted
            out.push_back({std::string(buffer_, static_cast<std::size_t>(size)),
                           std::string(reinterpret_cast<const char*>(&from), from_size)});
        }
        return true;
    }

    core::Result<bool> send(const std::string& name, std::string_view text) override {
        const auto peer = peers_.find(name);
        const std::string* to = peer == peers_.end() ? book_.find(name) : &peer->second;
        if (to == nullptr) return false;
        return ::sendto(socket_.get(), text.data(), text.size(), MSG_DONTWAIT, as_sockaddr(*to),
                        static_cast<socklen_t>(to->size())) >= 0;
    }

    void learn(const std::string& name, const std::string& address) override {
        if (!peers_.contains(name)) book_.learn(name, address);
    }

  private:
    FileDescriptor socket_;
    std::unordered_map<std::string, std::string> peers_;
    AddressBook book_;
    char buffer_[65536];
};

core::Result<FileDescriptor> bind_socket(const Endpoint& listen) {
    const auto address = socket_address(listen);
    if (!address) return tl::unexpected(address.error());
    FileDescriptor socket(::socket(as_sockaddr(*address)->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return core::fail("could not make a socket: {}", core::errno_text());
    constexpr int buffer_bytes = 4 << 20;  // the kernel may grant less
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof buffer_bytes);
    if (::bind(socket.get(), as_sockaddr(*address), static_cast<socklen_t>(address->size())) != 0)
        return core::fail("could not listen on {}: {}", to_text(listen), core::errno_text());
    return socket;
}

}  // namespace

core::Result<Endpoint> parse_endpoint(std::string_view text) {
    const auto refuse = [&] {
        return core::fail("\"{}\" is no endpoint: expected IP:PORT, as in 127.0.0.1:7000", text);
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return refuse();
    std::string_view ip = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (ip.starts_with('[') && ip.ends_with(']')) ip = ip.substr(1, ip.size() - 2);
    Endpoint endpoint{std::string(ip), 0};
    const char* end = port.data() + port.size();
    const auto [stop, problem] = std::from_chars(port.data(), end, endpoint.port);
    if (problem != std::errc{} || stop != end || endpoint.port == 0) return refuse();
    if (!socket_address(endpoint)) return refuse();
    return endpoint;
}

std::string to_text(const Endpoint& endpoint) {
    const bool v6 = endpoint.ip.find(':') != std::string::npos;
    return (v6 ? "[" + endpoint.ip + "]" : endpoint.ip) + ":" + std::to_string(endpoint.port);
}

core::Result<std::unique_ptr<Transport>> udp_transport(
    const Endpoint& listen, const std::map<std::string, Endpoint>& peers) {
    auto socket = bind_socket(listen);
    if (!socket) return tl::unexpected(socket.error());
    std::unordered_map<std::string, std::string> addresses;
    for (const auto& [name, endpoint] : peers) {
        const auto address = socket_address(endpoint);
        if (!address) return tl::unexpected(address.error());
        addresses.emplace(name, *address);
    }
    return std::make_unique<UdpTransport>(std::move(*socket), std::move(addresses));
}

}  // namespace ordeal::runtime
