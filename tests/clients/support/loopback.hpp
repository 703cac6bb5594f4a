// Sockets on this machine's loopback, for servers that tests make themselves.
#pragma once

#include <cstdint>

#include <netinet/in.h>

#include "core/file_descriptor.hpp"

namespace ordeal::clients::testing {

sockaddr_in loopback(std::uint16_t port);

/// Bound to 127.0.0.1. `type`: SOCK_STREAM or SOCK_DGRAM, with flags. `port`: 0 becomes the one
/// that was free.
core::FileDescriptor bound_socket(int type, std::uint16_t& port);

}  // namespace ordeal::clients::testing
