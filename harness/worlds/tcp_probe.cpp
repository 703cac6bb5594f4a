#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "harness/worlds/probes.hpp"
#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

namespace {

using std::chrono::steady_clock;

int milliseconds_until(steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

class TcpProbe final : public Probe {
  public:
    TcpProbe(std::string text, sockaddr_in address) : text_(std::move(text)), address_(address) {}

    std::string describe() const override { return "TCP connect to " + text_; }

    core::Result<void> attempt(steady_clock::time_point deadline) override {
        const nemesis::FileDescriptor socket(
            ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (!socket) return core::fail("no socket: {}", core::errno_text());
        sockaddr generic;
        std::memcpy(&generic, &address_, sizeof generic);
        if (::connect(socket.get(), &generic, sizeof address_) == 0) return {};
        if (errno != EINPROGRESS) return core::fail("{}", core::errno_text());
        return finish(socket.get(), deadline);
    }

  private:
    static core::Result<void> finish(int socket, steady_clock::time_point deadline) {
        pollfd waiting{socket, POLLOUT, 0};
        if (::poll(&waiting, 1, milliseconds_until(deadline)) <= 0) return core::fail("no answer");
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) return core::fail("{}", core::errno_text(error));
        return {};
    }

    std::string text_;
    sockaddr_in address_;
};

}  // namespace

ProbeResult make_tcp_probe(std::string_view address) {
    const std::size_t colon = address.rfind(':');
    sockaddr_in parsed{};
    parsed.sin_family = AF_INET;
    std::uint16_t port = 0;
    if (colon != std::string_view::npos) {
        const char* const end = address.data() + address.size();
        const auto [stop, error] = std::from_chars(address.data() + colon + 1, end, port);
        const std::string ip(address.substr(0, colon));
        parsed.sin_port = htons(port);
        if (error == std::errc() && stop == end && port != 0 &&
            ::inet_pton(AF_INET, ip.c_str(), &parsed.sin_addr) == 1)
            return std::make_unique<TcpProbe>(std::string(address), parsed);
    }
    return core::fail("\"{}\" is no address for a TCP probe; write it as {{node.ip}}:7000",
                      address);
}

}  // namespace ordeal::harness
