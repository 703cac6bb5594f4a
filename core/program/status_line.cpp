#include "core/program/status_line.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <utility>

#include <unistd.h>

namespace ordeal::core {

using namespace std::chrono_literals;

StatusLine::StatusLine(bool enabled, std::function<std::string()> text) : text_(std::move(text)) {
    if (!enabled) return;
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    thread_ =
        std::jthread([this, terminal](const std::stop_token& token) { show(token, terminal); });
}

StatusLine::~StatusLine() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void StatusLine::show(const std::stop_token& token, bool terminal) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    const auto period = terminal ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10s);
    while (!stopped.wait_for(lock, token, period, [&] { return token.stop_requested(); }))
        std::fputs((terminal ? "\r\x1b[K" + text_() : text_() + "\n").c_str(), stderr);
    if (terminal) std::fputs("\r\x1b[K", stderr);
}

}  // namespace ordeal::core
