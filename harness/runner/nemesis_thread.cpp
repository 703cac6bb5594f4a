#include "harness/runner/nemesis_thread.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace ordeal::harness {

namespace {

constexpr core::Nanoseconds watch_period{100'000'000};

core::Event crash_event(const Crash& crash) {
    core::Event event;
    event.process = core::Process::nemesis();
    event.type = core::EventType::info;
    event.f = "crash";
    event.value = core::Value::list({crash.node});
    event.error = crash.how;
    return event;
}

}  // namespace

NemesisThread::NemesisThread(nemesis::NemesisDriver driver, World& world, Recorder& recorder,
                             const core::MonotonicClock& clock)
    : driver_(std::move(driver)),
      world_(world),
      recorder_(recorder),
      clock_(clock),
      thread_([this](const std::stop_token& token) { work(token); }) {}

NemesisThread::~NemesisThread() {
    stop();
}

void NemesisThread::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    watch();
}

void NemesisThread::work(const std::stop_token& token) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!token.stop_requested()) {
        for (const core::Error& error : driver_.advance(clock_.now()))
            errors_.push_back(error.message);
        watch();
        const core::Nanoseconds next_watch = clock_.now() + watch_period;
        const core::Nanoseconds until =
            std::min(driver_.next_due().value_or(next_watch), next_watch);
        stopped.wait_until(lock, token, clock_.start() + until, [] { return false; });
    }
}

void NemesisThread::watch() {
    for (Crash& crash : world_.crashes()) {
        crash.seen = clock_.now();
        recorder_.record(crash_event(crash));
        crashes_.push_back(std::move(crash));
    }
}

}  // namespace ordeal::harness
