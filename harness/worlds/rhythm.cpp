#include "harness/worlds/rhythm.hpp"

#include <utility>

namespace ordeal::harness {

Rhythm::Rhythm(Beat beat)
    : beat_(std::move(beat)), thread_([this](const std::stop_token& token) { work(token); }) {}

void Rhythm::work(const std::stop_token& token) {
    while (!token.stop_requested()) {
        beat_.strike();
        if (!wait(token, beat_.struck)) return;
        beat_.let_go();
        if (!wait(token, beat_.alone)) return;
    }
}

bool Rhythm::wait(const std::stop_token& token, core::Nanoseconds time) {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, token, time, [&token] { return token.stop_requested(); });
    return !token.stop_requested();
}

}  // namespace ordeal::harness
