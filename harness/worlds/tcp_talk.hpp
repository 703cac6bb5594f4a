// TCP as the probes and questions that are put to nodes need it: from the network namespace of the
// calling thread, and never longer than they may take.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"

namespace ordeal::harness {

/// Error: it is not "IPV4:PORT".
core::Result<void> check_tcp_address(std::string_view address);

/// Error: refused, or no answer by the deadline. Requires: check_tcp_address().
core::Result<core::FileDescriptor> connect_over_tcp(std::string_view address,
                                                    std::chrono::steady_clock::time_point deadline);

/// Sends a text and returns what comes back, until the other end closes, until that is `enough`,
/// or until the deadline. Error: no connection, or nothing came back. Requires: as above.
core::Result<std::string> ask_over_tcp(std::string_view address, std::string_view text,
                                       const std::function<bool(const std::string&)>& enough,
                                       std::chrono::steady_clock::time_point deadline);

}  // namespace ordeal::harness
