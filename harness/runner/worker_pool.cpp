#include "harness/runner/worker_pool.hpp"

#include <latch>
#include <utility>

#include "core/check.hpp"

namespace ordeal::harness {

core::Result<std::unique_ptr<WorkerPool>> WorkerPool::start(std::size_t workers,
                                                            ClientFactory make_client,
                                                            const EnterNetwork& enter,
                                                            Recorder& recorder, Annotate annotate) {
    std::unique_ptr<WorkerPool> pool(
        new WorkerPool(std::move(make_client), recorder, std::move(annotate)));
    const auto entered = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(workers));
    std::vector<core::Result<void>> results(workers);
    for (std::size_t number = 0; number < workers; ++number)
        pool->workers_.push_back(std::make_unique<Worker>());
    for (std::size_t number = 0; number < workers; ++number) {
        pool->workers_[number]->thread =
            std::jthread([&, entered, number, pool = pool.get()](const std::stop_token& token) {
                const bool ready = (results[number] = enter()).has_value();
                entered->count_down();
                if (ready) pool->serve(number, token);
            });
    }
    entered->wait();
    for (auto& result : results)
        if (!result) return core::fail("a client's thread: {}", result.error().message);
    return pool;
}

WorkerPool::~WorkerPool() {
    for (auto& worker : workers_)
        worker->thread.request_stop();
    for (auto& worker : workers_)
        if (worker->thread.joinable()) worker->thread.join();
}

void WorkerPool::dispatch(const gen::Invocation& invocation) {
    Worker& worker = *workers_.at(static_cast<std::size_t>(invocation.thread));
    {
        const std::lock_guard lock(worker.mutex);
        CHECK(!worker.call, "worker {} has a call under way", invocation.thread);
        worker.call = invocation;
    }
    worker.arrived.notify_one();
}

std::vector<core::Event> WorkerPool::wait(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    completed_.wait_until(lock, until, [this] { return !completions_.empty(); });
    return std::exchange(completions_, {});
}

void WorkerPool::serve(std::size_t number, const std::stop_token& token) {
    Worker& worker = *workers_[number];
    for (;;) {
        gen::Invocation call;
        {
            std::unique_lock lock(worker.mutex);
            if (!worker.arrived.wait(lock, token, [&] { return worker.call.has_value(); })) break;
            call = *std::exchange(worker.call, std::nullopt);
        }
        core::Event completion = perform(number, call);
        {
            const std::lock_guard lock(mutex_);
            completions_.push_back(std::move(completion));
        }
        completed_.notify_one();
    }
    if (worker.client) worker.client->close();
}

core::Event WorkerPool::perform(std::size_t number, const gen::Invocation& call) {
    recorder_.record(to_event(call));
    clients::Completion completion = complete(number, call);
    core::Event event = to_event(call);
    event.type = completion.type;
    event.value = std::move(completion.value);
    event.error = std::move(completion.error);
    if (annotate_) annotate_(number, event);
    auto& client = workers_[number]->client;
    if (event.type == core::EventType::info && client) {
        client->close();
        client.reset();
    }
    return recorder_.record(std::move(event));
}

clients::Completion WorkerPool::complete(std::size_t number, const gen::Invocation& call) {
    auto& client = workers_[number]->client;
    if (!client) {
        auto made = make_client_(number, call.process);
        if (made) {
            if (auto opened = (*made)->open(); !opened) made = tl::unexpected(opened.error());
        }
        if (!made)  // nothing was sent
            return {core::EventType::fail, call.value, "cannot connect: " + made.error().message};
        client = std::move(*made);
    }
    return client->invoke(call);
}

}  // namespace ordeal::harness
