#include "harness/runner/interruption.hpp"

#include <csignal>
#include <ctime>

namespace ordeal::harness {

namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, number);
    return set;
}

}  // namespace

void hold_stop_signals() {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Interruption::Interruption() {
    hold_stop_signals();
    thread_ = std::jthread([this](const std::stop_token& token) { take_signals(token); });
}

Interruption::~Interruption() {
    thread_.request_stop();
    pthread_kill(thread_.native_handle(), SIGHUP);  // ends its wait
    thread_.join();
}

void Interruption::give_up_at_first(bool yes) {
    at_first_ = yes;
}

void Interruption::take_signals(const std::stop_token& token) {
    const sigset_t set = stop_signals();
    while (!token.stop_requested()) {
        if (sigwaitinfo(&set, nullptr) < 0 || token.stop_requested()) continue;
        if (at_first_ || stop_) give_up_ = true;
        if (stop_.exchange(true)) kill_ = true;
    }
}

}  // namespace ordeal::harness
