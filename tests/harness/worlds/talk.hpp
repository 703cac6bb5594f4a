// Talking to world-test-server from the clients' network: one line there, one line back.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace ordeal::harness {

/// The answer without its newline; nothing when there was none in time, or nobody listens.
std::optional<std::string> ask(const std::string& ip, int port, const std::string& line,
                               std::chrono::milliseconds within = std::chrono::seconds(3));

}  // namespace ordeal::harness
