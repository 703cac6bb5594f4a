// A server for tests of probes and questions: it answers whatever comes with a fixed text.
#pragma once

#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/file_descriptor.hpp"

namespace ordeal::harness {

/// A listening socket on the loopback that answers its connections with a fixed text.
class Listener {
  public:
    explicit Listener(std::string answer)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)), answer_(std::move(answer)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_.get(), generic, size), 0);
        ::listen(socket_.get(), 16);
        ::getsockname(socket_.get(), generic, &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~Listener() { ::shutdown(socket_.get(), SHUT_RDWR); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    /// What the last one asked.
    std::string asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    void serve() {
        for (;;) {
            const core::FileDescriptor tcp(::accept(socket_.get(), nullptr, nullptr));
            if (!tcp) return;
            const std::string request = read_request(tcp.get());
            {
                const std::lock_guard lock(mutex_);
                asked_ = request;
            }
            if (!request.empty()) ::send(tcp.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
        }
    }
    /// What comes at once; of HTTP the body, too.
    static std::string read_request(int tcp) {
        std::string request;
        for (;;) {
            char piece[4096];
            const ssize_t got = ::recv(tcp, piece, sizeof piece, 0);
            if (got <= 0) return request;
            request.append(piece, static_cast<std::size_t>(got));
            const std::size_t body = request.find("\r\n\r\n");
            const std::size_t length = request.find("Content-Length: ");
            if (length == std::string::npos) return request;
            if (body != std::string::npos &&
                request.size() >= body + 4 + std::stoul(request.substr(length + 16)))
                return request;
        }
    }

    core::FileDescriptor socket_;
    std::string answer_;
    int port_ = 0;
    std::mutex mutex_;
    std::string asked_;
    std::jthread thread_;
};

}  // namespace ordeal::harness
