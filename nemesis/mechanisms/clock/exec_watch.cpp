#include "nemesis/mechanisms/clock/exec_watch.hpp"

#include <algorithm>
#include <exception>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/program/no_signals.hpp"
#include "nemesis/mechanisms/clock/exec_call.hpp"
#include "nemesis/mechanisms/system_calls/notification.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

struct Followed {
    CallListener listener;
    ClockOfPrograms clock;
};

struct Taken {
    ExecCall call;
    ClockOfPrograms clock;
};

}  // namespace

struct ExecWatch::Parts {
    explicit Parts(VdsoImage image) : answers(std::move(image)) {}

    ExecAnswers answers;           // touched by the thread only
    FileDescriptor wake;           // an eventfd: something has been asked
    std::list<Followed> followed;  // touched by the thread only

    std::mutex mutex;
    std::list<Followed> fresh;
    std::vector<Taken> taken;
    bool closing = false;

    std::thread thread;

    void ring() const;
    void work();
    bool take_what_was_asked();
    void answer(const ExecCall& call, const ClockOfPrograms& clock);
    bool serve(Followed& one, short events);
};

void ExecWatch::Parts::ring() const {
    const std::uint64_t one = 1;
    (void)!::write(wake.get(), &one, sizeof one);
}

void ExecWatch::Parts::answer(const ExecCall& call, const ClockOfPrograms& clock) {
    const auto executed = answers.answer(call, clock.page);
    if (executed && clock.on_program) clock.on_program(executed->process, executed->patched);
}

/// False when the last process behind it has ended.
bool ExecWatch::Parts::serve(Followed& one, short events) {
    if ((events & POLLIN) == 0) return (events & (POLLHUP | POLLERR | POLLNVAL)) == 0;
    if (const auto call = one.listener.receive())
        answer({one.listener.descriptor(), call->id, call->thread}, one.clock);
    return true;
}

/// False when this is the end.
bool ExecWatch::Parts::take_what_was_asked() {
    std::uint64_t count = 0;
    (void)!::read(wake.get(), &count, sizeof count);
    std::vector<Taken> calls;
    {
        const std::lock_guard lock(mutex);
        followed.splice(followed.end(), fresh);
        calls.swap(taken);
        if (closing) return false;
    }
    for (const Taken& one : calls)
        answer(one.call, one.clock);
    return true;
}

void ExecWatch::Parts::work() {
    for (;;) {
        std::vector<pollfd> waiting{{wake.get(), POLLIN, 0}};
        for (const Followed& one : followed)
            waiting.push_back({one.listener.descriptor(), POLLIN, 0});
        if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
        auto state = waiting.begin() + 1;
        for (auto one = followed.begin(); one != followed.end(); ++state)
            one = serve(*one, state->revents) ? std::next(one) : followed.erase(one);
        if (waiting.front().revents != 0 && !take_what_was_asked()) return;
    }
}

ExecWatch::ExecWatch(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<ExecWatch>> ExecWatch::create() {
    auto image = machine_vdso();
    if (!image) return tl::unexpected(image.error());
    auto parts = std::make_unique<Parts>(std::move(*image));
    parts->wake = FileDescriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!parts->wake) return core::fail("cannot make an eventfd: {}", core::errno_text());
    try {
        const core::NoSignals in_the_thread;
        parts->thread = std::thread([&all = *parts] { all.work(); });
    } catch (const std::exception& refused) {
        return core::fail("cannot start the thread that follows execs: {}", refused.what());
    }
    return std::unique_ptr<ExecWatch>(new ExecWatch(std::move(parts)));
}

ExecWatch::~ExecWatch() {
    {
        const std::lock_guard lock(parts_->mutex);
        parts_->closing = true;
    }
    parts_->ring();
    parts_->thread.join();
}

void ExecWatch::follow(FileDescriptor listener, ClockOfPrograms clock) {
    {
        const std::lock_guard lock(parts_->mutex);
        parts_->fresh.push_back({CallListener(std::move(listener)), std::move(clock)});
    }
    parts_->ring();
}

void ExecWatch::take(ExecCall call, ClockOfPrograms clock) {
    {
        const std::lock_guard lock(parts_->mutex);
        parts_->taken.push_back({call, std::move(clock)});
    }
    parts_->ring();
}

}  // namespace ordeal::nemesis
