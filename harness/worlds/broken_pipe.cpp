#include "harness/worlds/broken_pipe.hpp"

#include <signal.h>

namespace ordeal::harness {

void block_sigpipe() {
    thread_local const bool blocked = [] {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        return ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr) == 0;
    }();
    static_cast<void>(blocked);
}

}  // namespace ordeal::harness
