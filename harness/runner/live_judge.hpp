// Judges a run while it runs, so that it can end at its first violation. It reads the recorded
// history from a thread of its own, at its own pace and with a lower priority: clients wait for it
// no longer than it takes to copy a few events.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "core/result.hpp"
#include "harness/store/recorder.hpp"
#include "linearizability/stream.hpp"

namespace ordeal::harness {

class LiveJudge {
  public:
    /// Starts at once. Error: an unknown model.
    static core::Result<std::unique_ptr<LiveJudge>> start(
        const Recorder& recorder, const linearizability::JudgeOptions& options);
    ~LiveJudge();
    LiveJudge(const LiveJudge&) = delete;
    LiveJudge& operator=(const LiveJudge&) = delete;

    /// Set once there was a violation. It is final; a judge that gave up never sets it.
    const std::atomic<bool>& violated() const { return violated_; }
    /// How many events were judged.
    std::size_t judged() const { return judged_; }

  private:
    LiveJudge(const Recorder& recorder, std::unique_ptr<linearizability::StreamJudge> judge);

    void work(const std::stop_token& token);

    const Recorder& recorder_;
    std::unique_ptr<linearizability::StreamJudge> judge_;
    std::atomic<bool> violated_{false};
    std::atomic<std::size_t> judged_{0};
    std::jthread thread_;
};

}  // namespace ordeal::harness
