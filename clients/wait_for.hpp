// Waiting for a descriptor until a moment.
#pragma once

#include <chrono>

namespace ordeal::clients {

/// Waits until one of the poll(2) events, or an error, is there. False: the moment has come first.
bool wait_for(int fd, short events, std::chrono::steady_clock::time_point until);

}  // namespace ordeal::clients
