#include "tests/clients/support/fake_server.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/check.hpp"
#include "tests/clients/support/loopback.hpp"

namespace ordeal::clients::testing {

namespace {

constexpr int drip_milliseconds = 5;

}  // namespace

FakeServer::FakeServer(Manner manner, std::string text) : manner_(manner), text_(std::move(text)) {
    listener_ = bound_socket(SOCK_STREAM | SOCK_NONBLOCK, port_);
    if (manner == Manner::refuse) return;
    CHECK(::listen(listener_.get(), manner == Manner::deaf ? 0 : 64) == 0);
    if (manner == Manner::deaf)
        fill();
    else
        thread_ = std::jthread([this](const std::stop_token& token) { serve(token); });
}

FakeServer::~FakeServer() {
    if (thread_.joinable()) {
        thread_.request_stop();
        thread_.join();
    }
    for (const Peer& peer : peers_)
        ::close(peer.fd);
    for (const int fd : crowd_)
        ::close(fd);
}

/// The queue of connections that nobody accepts has room for one; once it is full, the kernel drops
/// whoever asks for another.
void FakeServer::fill() {
    const sockaddr_in address = loopback(port_);
    for (int i = 0; i < 4; ++i) {
        crowd_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        (void)::connect(crowd_.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
}

void FakeServer::serve(const std::stop_token& token) {
    while (!token.stop_requested()) {
        std::vector<pollfd> wanted = {{listener_.get(), POLLIN, 0}};
        for (const Peer& peer : peers_)
            wanted.push_back({peer.fd, POLLIN, 0});
        CHECK(::poll(wanted.data(), wanted.size(), drip_milliseconds) >= 0);
        std::vector<Peer> kept;
        for (std::size_t i = 0; i < peers_.size(); ++i)
            if (attend(peers_[i], wanted[i + 1].revents != 0)) kept.push_back(peers_[i]);
        peers_ = std::move(kept);
        if (wanted[0].revents != 0) welcome();
    }
}

void FakeServer::welcome() {
    const Peer peer{::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (peer.fd < 0) return;
    if (manner_ == Manner::close_at_once || manner_ == Manner::reset_at_once)
        end(peer, manner_ == Manner::reset_at_once);
    else
        peers_.push_back(peer);
}

bool FakeServer::attend(Peer& peer, bool readable) {
    if (manner_ == Manner::drip) {
        const char next = text_[std::min(peer.dripped++, text_.size() - 1)];
        (void)::send(peer.fd, &next, 1, MSG_NOSIGNAL);
    }
    if (!readable) return true;
    std::array<char, 4096> buffer{};
    const ssize_t size = ::recv(peer.fd, buffer.data(), buffer.size(), 0);
    const bool over = size <= 0;
    if (over || manner_ == Manner::close_after_request || manner_ == Manner::reset_after_request) {
        end(peer, manner_ == Manner::reset_after_request);
        return false;
    }
    if (manner_ == Manner::answer) (void)::send(peer.fd, text_.data(), text_.size(), MSG_NOSIGNAL);
    return true;
}

void FakeServer::end(const Peer& peer, bool reset) {
    const linger at_once{1, 0};
    if (reset) CHECK(::setsockopt(peer.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
    ::close(peer.fd);
}

}  // namespace ordeal::clients::testing
