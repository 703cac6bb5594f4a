#include "talk.hpp"

#include <cerrno>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::harness {

std::optional<std::string> ask(const std::string& ip, int port, const std::string& line,
                               std::chrono::milliseconds within) {
    const nemesis::FileDescriptor tcp(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, ip.c_str(), &to.sin_addr);
    const int limit = static_cast<int>(within.count());
    const auto* const address = reinterpret_cast<const sockaddr*>(&to);
    if (::connect(tcp.get(), address, sizeof to) != 0 && errno != EINPROGRESS) return std::nullopt;
    pollfd waiting{tcp.get(), POLLOUT, 0};
    if (::poll(&waiting, 1, limit) != 1) return std::nullopt;
    if (::send(tcp.get(), line.data(), line.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
    waiting.events = POLLIN;
    char text[4096];
    if (::poll(&waiting, 1, limit) != 1) return std::nullopt;
    const ssize_t size = ::recv(tcp.get(), text, sizeof text, 0);
    if (size <= 0) return std::nullopt;
    std::string answer(text, static_cast<std::size_t>(size));
    while (answer.ends_with('\n'))
        answer.pop_back();
    return answer;
}

}  // namespace ordeal::harness
