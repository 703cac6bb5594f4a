// The router of world `router` while it runs: one thread that waits for pipes and for messages that
// fall due, and the switchboard that it turns. Others reach the switchboard between two turns, so
// that a fault has taken hold when the call that asked for it returns, and a client's message is
// with its node without waiting for a thread to be scheduled.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>

#include "core/file_descriptor.hpp"
#include "core/result.hpp"
#include "harness/router/switchboard.hpp"
#include "harness/router/trace_file.hpp"
#include "nemesis/mechanisms/turns.hpp"

namespace ordeal::harness {

/// Thread-safe, but for stop(), which comes from one thread at a time.
class Router {
  public:
    /// Starts to route; the trace goes to the file `trace`. Error: what was refused.
    static core::Result<std::unique_ptr<Router>> create(RouterOptions options,
                                                        const std::filesystem::path& trace);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Runs a task on the switchboard, between two turns; what it wrote to nodes is on its way
    /// when this returns.
    template <typename Task>
    auto ask(const Task& task) {
        using Answer = decltype(task(*switchboard_));
        if constexpr (std::is_void_v<Answer>) {
            turns_.between([&] {
                task(*switchboard_);
                switchboard_->flush_all();
            });
        } else {
            std::optional<Answer> answer;
            turns_.between([&] {
                answer.emplace(task(*switchboard_));
                switchboard_->flush_all();
            });
            return *std::move(answer);
        }
    }

    enum class Greeted : std::uint8_t { yes, no, failed, silent };
    /// Waits until the node has answered all greetings of its present life; not when the run has
    /// failed, or the node's stdout is closed.
    Greeted wait_until_greeted(std::size_t node, std::chrono::steady_clock::time_point deadline);

    /// Messages under way are written down as unfinished; waiting clients wait no more.
    /// Error: the trace could not be written. Idempotent.
    core::Result<void> stop();

  private:
    Router(core::FileDescriptor epoll, core::FileDescriptor wake, std::unique_ptr<TraceFile> trace,
           RouterOptions options);
    void work();

    core::FileDescriptor epoll_;
    core::FileDescriptor wake_;
    std::unique_ptr<TraceFile> trace_;
    std::unique_ptr<Switchboard> switchboard_;
    nemesis::Turns turns_;
    bool is_stopping_ = false;  // touched between turns

    std::thread thread_;
};

}  // namespace ordeal::harness
