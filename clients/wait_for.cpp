#include "clients/wait_for.hpp"

#include <cerrno>
#include <ctime>

#include <poll.h>

namespace ordeal::clients {

bool wait_for(int fd, short events, std::chrono::steady_clock::time_point until) {
    using std::chrono::steady_clock;
    for (;;) {
        const auto left = until - steady_clock::now();
        if (left <= steady_clock::duration::zero()) return false;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec limit{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
        pollfd wanted{fd, events, 0};
        const int ready = ::ppoll(&wanted, 1, &limit, nullptr);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

}  // namespace ordeal::clients
