#include "core/program/stop_signals.hpp"

#include <array>
#include <csignal>

#include "core/check.hpp"

namespace ordeal::core {

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> in_use = false;
std::atomic<bool> stop = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");
std::array<struct sigaction, signals.size()> before;

void take(int) {
    stop.store(true);
}

sigset_t set_of_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : signals)
        sigaddset(&set, number);
    return set;
}

}  // namespace

StopSignals::StopSignals() {
    CHECK(!in_use.exchange(true), "stop signals are taken already");
    stop = false;
    struct sigaction action{};
    action.sa_handler = take;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < signals.size(); ++i)
        sigaction(signals[i], &action, &before[i]);
}

StopSignals::~StopSignals() {
    for (std::size_t i = 0; i < signals.size(); ++i)
        sigaction(signals[i], &before[i], nullptr);
    in_use = false;
}

const std::atomic<bool>& StopSignals::stopped() const {
    return stop;
}

void hold_stop_signals() {
    const sigset_t set = set_of_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void wait_for_stop_signal() {
    const sigset_t set = set_of_signals();
    int number = 0;
    while (sigwait(&set, &number) != 0) {
    }
}

}  // namespace ordeal::core
