#include "harness/runner/live_judge.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace ordeal::harness {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t events_at_once = 256;
constexpr auto pause = 20ms;  // when everything was judged
constexpr int lower_priority = 10;

}  // namespace

core::Result<std::unique_ptr<LiveJudge>> LiveJudge::start(
    const Recorder& recorder, const linearizability::JudgeOptions& options) {
    auto judge = linearizability::StreamJudge::start(options);
    if (!judge) return tl::unexpected(judge.error());
    return std::unique_ptr<LiveJudge>(new LiveJudge(recorder, std::move(*judge)));
}

LiveJudge::LiveJudge(const Recorder& recorder, std::unique_ptr<linearizability::StreamJudge> judge)
    : recorder_(recorder), judge_(std::move(judge)) {
    thread_ = std::jthread([this](const std::stop_token& token) { work(token); });
}

LiveJudge::~LiveJudge() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void LiveJudge::work(const std::stop_token& token) {
    // Of this thread only: what is a process to POSIX is a thread to Linux.
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lower_priority);
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!token.stop_requested() && !judge_->over()) {
        const core::History events = recorder_.events_from(judged_, events_at_once);
        for (const core::Event& event : events)
            if (!judge_->feed(event)) return;  // the judge of the whole history will say why
        judged_ += events.size();
        if (events.empty()) stopped.wait_for(lock, token, pause, [] { return false; });
    }
    violated_ = judge_->verdict() == core::Verdict::invalid;
    violated_.notify_all();
}

}  // namespace ordeal::harness
