#include "tests/clients/support/loopback.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "core/check.hpp"

namespace ordeal::clients::testing {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

core::FileDescriptor bound_socket(int type, std::uint16_t& port) {
    core::FileDescriptor bound(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(port);
    auto* const place = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    CHECK(bound && ::bind(bound.get(), place, size) == 0);
    CHECK(::getsockname(bound.get(), place, &size) == 0);
    port = ntohs(address.sin_port);
    return bound;
}

}  // namespace ordeal::clients::testing
