#include "harness/runner/worker_pool.hpp"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/history/operation.hpp"
#include "harness/generator/combinators.hpp"
#include "harness/runner/interpreter.hpp"

namespace ordeal::harness {
namespace {

using core::EventType;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// What the fake clients of one test share.
struct Backend {
    std::function<clients::Completion(const clients::Invocation&)> answer;
    std::atomic<int> open = 0;
    std::atomic<int> opened = 0;
};

class FakeClient final : public clients::Client {
  public:
    explicit FakeClient(Backend& backend) : backend_(backend) {}
    core::Result<void> open() override {
        ++backend_.open;
        ++backend_.opened;
        return {};
    }
    clients::Completion invoke(const clients::Invocation& call) override {
        return backend_.answer(call);
    }
    void close() override { --backend_.open; }

  private:
    Backend& backend_;
};

class Workers : public testing::Test {
  protected:
    static core::Result<void> no_network() { return {}; }

    std::unique_ptr<WorkerPool> start(std::size_t workers) {
        auto pool = WorkerPool::start(
            workers,
            [this](std::size_t,
                   const core::Process&) -> core::Result<std::unique_ptr<clients::Client>> {
                return std::make_unique<FakeClient>(backend_);
            },
            no_network, recorder_);
        return std::move(pool.value());
    }

    /// Runs the generator to its end and gives the operations.
    std::vector<core::Operation> run(gen::Generator generator, std::size_t workers) {
        const auto pool = start(workers);
        gen::Driver driver(std::move(generator), workers, core::Random(1));
        interpret(driver, *pool, clock_, interruption_);
        return core::pair_operations(recorder_.history()).value();
    }

    Backend backend_;
    core::MonotonicClock clock_;
    Interruption interruption_;
    Recorder recorder_{LineFile::create("/dev/null").value(), clock_, [](const core::Error&) {}};
};

gen::Generator reads(std::size_t count) {
    return gen::limit(count, gen::repeat(gen::once({"read", std::nullopt, nullptr})));
}

TEST_F(Workers, EveryInvocationIsMadeAndCompletedOnce) {
    backend_.answer = [](const auto&) { return clients::Completion{EventType::ok, 7, {}}; };
    const auto operations = run(reads(500), 5);
    ASSERT_EQ(operations.size(), 500U);
    for (const core::Operation& operation : operations) {
        EXPECT_EQ(operation.outcome, EventType::ok);
        EXPECT_EQ(operation.result, core::Value(7));
        EXPECT_LT(operation.process, 5);
    }
    EXPECT_EQ(backend_.open, 0) << "clients that were not closed";
}

TEST_F(Workers, CompletionsCarryWhatIsKnownBesideThem) {
    backend_.answer = [](const auto&) { return clients::Completion{EventType::ok, 7, {}}; };
    const auto pool = WorkerPool::start(
        2,
        [this](std::size_t,
               const core::Process&) -> core::Result<std::unique_ptr<clients::Client>> {
            return std::make_unique<FakeClient>(backend_);
        },
        no_network, recorder_,
        [](std::size_t worker, core::Event& completion) {
            if (worker == 1) completion.extra.push_back({"clock-offset", -5});
        });
    gen::Driver driver(reads(50), 2, core::Random(1));
    interpret(driver, **pool, clock_, interruption_);
    int annotated = 0;
    for (const core::Event& event : recorder_.history()) {
        const bool of_second = event.process.number % 2 == 1;
        const bool expected = of_second && event.type == EventType::ok;
        EXPECT_EQ(event.extra.size(), expected ? 1U : 0U) << event.index;
        annotated += expected ? 1 : 0;
    }
    EXPECT_GT(annotated, 0);
}

TEST_F(Workers, AfterInfoTheWorkerGoesOnAsAnotherProcessWithAClientOfItsOwn) {
    std::atomic<int> calls = 0;
    backend_.answer = [&calls](const auto&) {
        return clients::Completion{++calls % 10 == 0 ? EventType::info : EventType::ok, 1, {}};
    };
    const auto operations = run(reads(100), 3);
    ASSERT_EQ(operations.size(), 100U);
    std::int64_t most = 0;
    for (const core::Operation& operation : operations)
        most = std::max(most, operation.process);
    EXPECT_GE(most, 3 + 3);
    EXPECT_GE(backend_.opened, 1 + 10);
    EXPECT_EQ(backend_.open, 0);
}

TEST_F(Workers, WhatCannotConnectCertainlyDidNotHappen) {
    auto pool = WorkerPool::start(
        1,
        [](std::size_t, const core::Process&) -> core::Result<std::unique_ptr<clients::Client>> {
            return core::fail("no route");
        },
        no_network, recorder_);
    gen::Driver driver(reads(2), 1, core::Random(1));
    interpret(driver, **pool, clock_, interruption_);
    const auto operations = core::pair_operations(recorder_.history()).value();
    ASSERT_EQ(operations.size(), 2U);
    EXPECT_EQ(operations[0].outcome, EventType::fail);
    EXPECT_THAT(operations[0].error.value(), HasSubstr("no route"));
}

TEST_F(Workers, AThreadThatCannotEnterTheNetworkIsAnError) {
    const auto pool = WorkerPool::start(
        2,
        [](std::size_t, const core::Process&) -> core::Result<std::unique_ptr<clients::Client>> {
            return core::fail("never");
        },
        [] { return core::Result<void>(core::fail("not allowed")); }, recorder_);
    ASSERT_FALSE(pool);
    EXPECT_THAT(pool.error().message, HasSubstr("not allowed"));
}

TEST_F(Workers, AStopRequestEndsAnEndlessWorkloadOnceItsCallsAreOver) {
    backend_.answer = [this](const auto&) {
        if (recorder_.counts()[0] > 50) interruption_.stop();
        return clients::Completion{EventType::ok, nullptr, {}};
    };
    const auto operations = run(gen::repeat(gen::once({"read", std::nullopt, nullptr})), 3);
    EXPECT_GE(operations.size(), 50U);
    EXPECT_LT(operations.size(), 5000U);
    for (const core::Operation& operation : operations)
        EXPECT_TRUE(operation.completed);
}

TEST_F(Workers, AnEndlessWorkloadEndsOnceItIsEnoughAndItsCallsAreOver) {
    backend_.answer = [](const auto&) { return clients::Completion{EventType::ok, nullptr, {}}; };
    const auto pool = start(3);
    gen::Driver driver(gen::repeat(gen::once({"read", std::nullopt, nullptr})), 3, core::Random(1));
    interpret(driver, *pool, clock_, interruption_, [this] { return recorder_.counts()[1] >= 50; });
    EXPECT_GE(recorder_.counts()[1], 50U);
    EXPECT_EQ(driver.outstanding(), 0U);
    EXPECT_FALSE(interruption_.stop_requested());
}

TEST_F(Workers, TheSecondSignalDoesNotWaitForCallsUnderWay) {
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    backend_.answer = [released](const auto&) {
        ::kill(::getpid(), SIGINT);
        ::kill(::getpid(), SIGTERM);
        released.wait();
        return clients::Completion{EventType::info, nullptr, {}};
    };
    const auto pool = start(1);
    gen::Driver driver(reads(10), 1, core::Random(1));
    interpret(driver, *pool, clock_, interruption_);
    EXPECT_TRUE(interruption_.stop_requested());
    EXPECT_TRUE(interruption_.give_up());
    EXPECT_EQ(driver.outstanding(), 1U);
    release.set_value();
}

}  // namespace
}  // namespace ordeal::harness
