#include "harness/worlds/tcp_talk.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/check.hpp"

namespace ordeal::harness {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_answer_bytes = std::size_t{1} << 20;

int milliseconds_until(steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

std::optional<sockaddr_in> parse(std::string_view address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    sockaddr_in parsed{};
    parsed.sin_family = AF_INET;
    std::uint16_t port = 0;
    const char* const end = address.data() + address.size();
    const auto [stop, error] = std::from_chars(address.data() + colon + 1, end, port);
    const std::string ip(address.substr(0, colon));
    parsed.sin_port = htons(port);
    if (error != std::errc() || stop != end || port == 0 ||
        ::inet_pton(AF_INET, ip.c_str(), &parsed.sin_addr) != 1)
        return std::nullopt;
    return parsed;
}

core::Result<void> finish_connect(int socket, steady_clock::time_point deadline) {
    pollfd waiting{socket, POLLOUT, 0};
    if (::poll(&waiting, 1, milliseconds_until(deadline)) <= 0) return core::fail("no answer");
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return core::fail("{}", core::errno_text(error));
    return {};
}

}  // namespace

core::Result<void> check_tcp_address(std::string_view address) {
    if (parse(address)) return {};
    return core::fail("\"{}\" is no address for a TCP probe; write it as {{node.ip}}:7000",
                      address);
}

core::Result<core::FileDescriptor> connect_over_tcp(std::string_view address,
                                                    steady_clock::time_point deadline) {
    const auto parsed = parse(address);
    CHECK(parsed, "{} was not checked", address);
    core::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return core::fail("no socket: {}", core::errno_text());
    sockaddr generic;
    std::memcpy(&generic, &*parsed, sizeof generic);
    if (::connect(socket.get(), &generic, sizeof *parsed) == 0) return socket;
    if (errno != EINPROGRESS) return core::fail("{}", core::errno_text());
    if (const auto done = finish_connect(socket.get(), deadline); !done)
        return tl::unexpected(done.error());
    return socket;
}

core::Result<std::string> ask_over_tcp(std::string_view address, std::string_view text,
                                       const std::function<bool(const std::string&)>& enough,
                                       steady_clock::time_point deadline) {
    const auto socket = connect_over_tcp(address, deadline);
    if (!socket) return tl::unexpected(socket.error());
    const ssize_t sent = ::send(socket->get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(text.size())) return core::fail("the question was not taken");
    std::string answer;
    while (!enough(answer) && answer.size() < most_answer_bytes) {
        pollfd waiting{socket->get(), POLLIN, 0};
        if (::poll(&waiting, 1, milliseconds_until(deadline)) <= 0) break;
        char piece[4096];
        const ssize_t got = ::recv(socket->get(), piece, sizeof piece, 0);
        if (got <= 0) break;
        answer.append(piece, static_cast<std::size_t>(got));
    }
    if (answer.empty()) return core::fail("no answer");
    return answer;
}

}  // namespace ordeal::harness
