// One thread for each logical process of the workload. A worker takes one call at a time, records
// its invocation, makes it through its client, records the completion, and hands it to whoever
// drives the workload. After `info` the client is closed and the next process gets one of its own.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "clients/client.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "harness/generator/generator.hpp"
#include "harness/store/recorder.hpp"

namespace ordeal::harness {

class WorkerPool {
  public:
    /// A client for the worker of that number, standing for that process.
    using ClientFactory = std::function<core::Result<std::unique_ptr<clients::Client>>(
        std::size_t worker, const core::Process& process)>;
    using EnterNetwork = std::function<core::Result<void>()>;
    /// Adds to a worker's completion what is known beside it. Called by the worker's thread.
    using Annotate = std::function<void(std::size_t worker, core::Event& completion)>;

    /// Starts the threads; each calls `enter` first. Error: that of the first that failed.
    static core::Result<std::unique_ptr<WorkerPool>> start(std::size_t workers,
                                                           ClientFactory make_client,
                                                           const EnterNetwork& enter,
                                                           Recorder& recorder,
                                                           Annotate annotate = {});
    /// Waits for the calls under way (their clients keep their deadlines), then ends the threads.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Hands a call to its worker. Requires: that worker has no call under way.
    void dispatch(const gen::Invocation& invocation);

    /// The completions that came in since the last call, as recorded. Waits until there is one or
    /// the moment has come.
    std::vector<core::Event> wait(std::chrono::steady_clock::time_point until);

  private:
    struct Worker {
        std::mutex mutex;
        std::condition_variable_any arrived;
        std::optional<gen::Invocation> call;
        std::unique_ptr<clients::Client> client;
        std::jthread thread;
    };

    WorkerPool(ClientFactory make_client, Recorder& recorder, Annotate annotate)
        : make_client_(std::move(make_client)),
          recorder_(recorder),
          annotate_(std::move(annotate)) {}

    void serve(std::size_t number, const std::stop_token& token);
    core::Event perform(std::size_t number, const gen::Invocation& call);
    clients::Completion complete(std::size_t number, const gen::Invocation& call);

    ClientFactory make_client_;
    Recorder& recorder_;
    Annotate annotate_;
    std::mutex mutex_;
    std::condition_variable completed_;
    std::vector<core::Event> completions_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace ordeal::harness
