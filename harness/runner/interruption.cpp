#include "harness/runner/interruption.hpp"

#include <csignal>

#include "core/program/stop_signals.hpp"

namespace ordeal::harness {

Interruption::Interruption() {
    core::hold_stop_signals();
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
    while (!token.stop_requested()) {
        core::wait_for_stop_signal();
        if (token.stop_requested()) return;
        if (at_first_ || stop_) give_up_ = true;
        if (stop_.exchange(true)) kill_ = true;
    }
}

}  // namespace ordeal::harness
