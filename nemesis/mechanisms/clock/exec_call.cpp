#include "nemesis/mechanisms/clock/exec_call.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nemesis/mechanisms/clock/clock_patch.hpp"
#include "nemesis/mechanisms/clock/node_clock.hpp"
#include "nemesis/mechanisms/clock/tracee.hpp"

namespace ordeal::nemesis {

using core::Result;

namespace {

constexpr std::chrono::milliseconds least_patience{1};
constexpr unsigned most_doublings = 10;
/// So many calls in a row may fail, one for each folder of PATH, say, before patience grows.
constexpr unsigned usual_failures = 24;

/// The process that waits in the call gets the file as well. Its descriptor there.
Result<int> hand_over(const ExecCall& call, int page) {
    seccomp_notif_addfd handed{};
    handed.id = call.id;
    handed.srcfd = static_cast<std::uint32_t>(page);
    const int theirs = ::ioctl(call.listener, SECCOMP_IOCTL_NOTIF_ADDFD, &handed);
    if (theirs < 0) return core::fail("cannot hand over the clock: {}", core::errno_text());
    return theirs;
}

void let_go_on(const ExecCall& call) {
    seccomp_notif_resp answer{};
    answer.id = call.id;
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ::ioctl(call.listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

/// Where a thread that we attached to has stopped on its way back from the kernel.
struct Arrival {
    pid_t thread = 0;       // 0: it has ended
    bool executed = false;  // a program
};

/// The first state after the call was let go on, if one comes in time: that of a program that was
/// executed. A call that fails makes no stop.
TraceeState first_state(core::Nanoseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const TraceeState state = state_so_far();
        if (state.thread != 0 || std::chrono::steady_clock::now() >= until) return state;
        std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
}

/// Stops the thread. It executes a program, and then becomes the first one of its process, under
/// that one's number; or its call has failed, and it is stopped wherever it is.
/// An interruption makes some kernels give the call up, and the thread begin it anew; therefore the
/// patience, although it is lost time where the call fails.
Arrival stop(pid_t thread, core::Nanoseconds patience) {
    Arrival arrival;
    TraceeState state = first_state(patience);
    if (state.thread == 0) {
        ::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
        state = next_state();
    }
    for (;; state = next_state()) {
        if (state.thread == 0 || state.ended()) return {};
        arrival.thread = state.thread;
        if (state.event() == PTRACE_EVENT_STOP) return arrival;
        arrival.executed = arrival.executed || state.event() == PTRACE_EVENT_EXEC;
        const long signal = state.event() == 0 ? state.signal() : 0;
        ::ptrace(PTRACE_INTERRUPT, state.thread, nullptr, nullptr);  // any stop uses one up
        ::ptrace(PTRACE_CONT, state.thread, nullptr, signal);
    }
}

/// Closes the file in a process whose call has failed, unless it has done so itself.
void take_back(Tracee& tracee, pid_t thread, int theirs) {
    const std::string path = fmt::format("/proc/{}/fd/{}", thread, theirs);
    char name[64] = {};
    if (::readlink(path.c_str(), name, sizeof name - 1) > 0 &&
        std::string_view(name).find(clock_file_name) != std::string_view::npos)
        (void)tracee.call("close", SYS_close, {static_cast<std::uint64_t>(theirs), 0, 0, 0, 0, 0});
}

/// What is done with the thread where it has stopped.
Result<void> finish(const Arrival& arrival, const VdsoImage& image, int theirs) {
    const auto vdso = vdso_address(arrival.thread);
    if (!vdso) return tl::unexpected(vdso.error());
    auto tracee = Tracee::hold(arrival.thread, *vdso + image.system_call);
    if (!tracee) return tl::unexpected(tracee.error());
    Result<void> done;
    if (arrival.executed)
        done = patch_clock(*tracee, *vdso, image, theirs);
    else
        take_back(*tracee, arrival.thread, theirs);
    tracee->end();
    return done;
}

}  // namespace

core::Nanoseconds ExecAnswers::patience() const {
    const unsigned unusual = in_vain_ > usual_failures ? in_vain_ - usual_failures : 0;
    return least_patience * (1U << std::min(unusual, most_doublings));
}

std::optional<Executed> ExecAnswers::answer(const ExecCall& call, int page) {
    if (::ptrace(PTRACE_SEIZE, call.thread, nullptr, PTRACE_O_TRACEEXEC) != 0) {
        const std::string why = core::errno_text();
        let_go_on(call);
        return Executed{call.thread,
                        core::fail("cannot attach to it (is it traced already?): {}", why)};
    }
    const auto theirs = hand_over(call, page);
    let_go_on(call);
    const Arrival arrival = stop(call.thread, patience());
    in_vain_ = arrival.executed ? 0 : in_vain_ + 1;
    if (arrival.thread == 0) return std::nullopt;
    Result<void> done =
        theirs ? finish(arrival, image_, *theirs) : Result<void>(tl::unexpected(theirs.error()));
    ::ptrace(PTRACE_DETACH, arrival.thread, nullptr, nullptr);
    if (!arrival.executed) return std::nullopt;
    return Executed{arrival.thread, std::move(done)};
}

}  // namespace ordeal::nemesis
