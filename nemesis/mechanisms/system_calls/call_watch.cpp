#include "nemesis/mechanisms/system_calls/call_watch.hpp"

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/check.hpp"
#include "nemesis/mechanisms/clock/exec_watch.hpp"
#include "nemesis/mechanisms/prompt_thread.hpp"
#include "nemesis/mechanisms/system_calls/torn_write.hpp"

namespace ordeal::nemesis {

using std::chrono::steady_clock;

namespace {

CallAnswer answer_of(const CallDecision& decision) {
    if (decision.action == CallAction::fail) return {.proceed = false, .error = decision.error};
    if (decision.action == CallAction::lie) return {.proceed = false};
    return {};
}

timespec to_timespec(std::chrono::nanoseconds time) {
    return {.tv_sec = time.count() / 1'000'000'000, .tv_nsec = time.count() % 1'000'000'000};
}

}  // namespace

CallWatch::CallWatch(core::FileDescriptor listener, CallRules& rules, const CallFiles& files,
                     std::function<void(FaultId)> kill, OnExec on_exec)
    : listener_(std::move(listener)),
      rules_(rules),
      files_(files),
      kill_(std::move(kill)),
      on_exec_(std::move(on_exec)),
      stopped_(::eventfd(0, EFD_CLOEXEC)) {
    CHECK(stopped_.get() >= 0, "no eventfd: {}", core::errno_text());
    thread_ = std::thread([this] { run(); });
}

CallWatch::~CallWatch() {
    const std::uint64_t one = 1;
    CHECK(::write(stopped_.get(), &one, sizeof one) == sizeof one);
    thread_.join();
    for (const auto& [due, pending] : pending_)
        listener_.answer(pending.call, pending.answer);
}

void CallWatch::run() {
    ask_for_prompt_wakeups();
    pollfd waiting[2] = {{listener_.descriptor(), POLLIN, 0}, {stopped_.get(), POLLIN, 0}};
    for (;;) {
        const auto next = until_next();
        const timespec most = to_timespec(next.value_or(std::chrono::nanoseconds(0)));
        ::ppoll(waiting, 2, next ? &most : nullptr, nullptr);
        if (waiting[1].revents != 0) return;
        if ((waiting[0].revents & POLLIN) != 0) {
            if (const auto call = listener_.receive()) handle(*call);
        } else if (waiting[0].revents != 0) {
            return;  // nobody is left who could make a call
        }
        answer_due();
    }
}

void CallWatch::handle(const WaitingCall& call) {
    if (held(call)) return;
    if (on_exec_ && (call.number == SYS_execve || call.number == SYS_execveat))
        return on_exec_({listener_.descriptor(), call.id, call.thread});
    const SystemCall* const what = find_call(call.number);
    if (what == nullptr || !rules_.concerns(call.number)) return listener_.answer(call.id, {});
    const auto files = files_.of(call, *what);
    const bool makes_file = !files.empty() && may_make_file(call, *what);
    if (files.empty()) return listener_.answer(call.id, {});
    if (!listener_.still_waits(call.id)) return;
    carry_out(call, *what, files, rules_.decide(*what, files, makes_file));
}

/// A fault that ends after the decision has begun and before this lock is taken would never release
/// what is put into the queue here: it is asked for again.
void CallWatch::carry_out(const WaitingCall& call, const SystemCall& what,
                          const std::vector<std::string>& files, const CallDecision& decision) {
    if (!decision.fault) return listener_.answer(call.id, {});
    const FaultId fault = *decision.fault;
    const bool dies = decision.action == CallAction::kill || decision.action == CallAction::tear;
    std::unique_lock lock(mutex_);
    const bool waits = rules_.active(fault) && (dies || decision.delay.count() > 0);
    if (!waits) return listener_.answer(call.id, dies ? CallAnswer() : answer_of(decision));
    if (!dies) {
        pending_.emplace(steady_clock::now() + decision.delay,
                         Pending{call.id, fault, answer_of(decision)});
        return;
    }
    CallAnswer released;
    if (decision.action == CallAction::tear) released = tear_now(call, what, files, decision);
    dying_ = fault;
    pending_.emplace(Time::max(), Pending{call.id, fault, released});
    lock.unlock();
    kill_(fault);
}

/// What the call gets should the node live on: a short write is what it has seen then.
CallAnswer CallWatch::tear_now(const WaitingCall& call, const SystemCall& what,
                               const std::vector<std::string>& files,
                               const CallDecision& decision) {
    const auto torn = tear(call, what, decision.part);
    if (!torn) return {};
    rules_.add_lost(*decision.fault, what, files.front(), torn->asked_bytes - torn->written_bytes);
    return {.proceed = false, .value = static_cast<std::int64_t>(torn->written_bytes)};
}

/// Whether the node is about to die: nothing of it is done any more.
bool CallWatch::held(const WaitingCall& call) {
    const std::lock_guard lock(mutex_);
    if (dying_) pending_.emplace(Time::max(), Pending{call.id, *dying_, {}});
    return dying_.has_value();
}

std::optional<std::chrono::nanoseconds> CallWatch::until_next() {
    const std::lock_guard lock(mutex_);
    if (pending_.empty() || pending_.begin()->first == Time::max()) return std::nullopt;
    return std::max(pending_.begin()->first - steady_clock::now(), std::chrono::nanoseconds(0));
}

void CallWatch::answer_due() {
    const std::lock_guard lock(mutex_);
    if (pending_.empty()) return;
    const auto due = pending_.upper_bound(steady_clock::now());
    for (auto at = pending_.begin(); at != due; at = pending_.erase(at))
        listener_.answer(at->second.call, at->second.answer);
}

void CallWatch::release(FaultId fault) {
    const std::lock_guard lock(mutex_);
    if (dying_ == fault) dying_.reset();
    for (auto at = pending_.begin(); at != pending_.end();) {
        if (at->second.fault != fault) {
            ++at;
            continue;
        }
        listener_.answer(at->second.call, at->second.answer);
        at = pending_.erase(at);
    }
}

}  // namespace ordeal::nemesis
