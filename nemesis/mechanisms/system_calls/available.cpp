// The probe of disk_faults_available(): one call is trapped, continued, and lied about.
#include <cerrno>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nemesis/mechanisms/system_calls/notification.hpp"
#include "nemesis/mechanisms/system_calls/trap.hpp"
#include "nemesis/mechanisms/system_calls/trapped_calls.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;
using core::Result;

namespace {

constexpr int patience_ms = 10'000;

Result<void> refused(int error) {
    if (error == EBUSY)
        return core::fail(
            "system calls cannot be trapped: another supervisor (a container's, with seccomp "
            "notification) has this process already; run Ordeal outside of it");
    return core::fail(
        "system calls cannot be trapped: {}; Linux 5.5 or later with CONFIG_SECCOMP_FILTER is "
        "needed, and a container that allows seccomp(2)",
        core::errno_text(error));
}

/// Answers the next call of the thread behind it. False: none came.
bool answer_next(CallListener& listener, const CallAnswer& answer) {
    pollfd waiting{listener.descriptor(), POLLIN, 0};
    while (::poll(&waiting, 1, patience_ms) > 0 && (waiting.revents & POLLIN) != 0) {
        const auto call = listener.receive();
        if (!call) continue;
        listener.answer(call->id, answer);
        return true;
    }
    return false;
}

/// What the trapped thread saw: the errno of a call that went on, the result of one that did not.
struct Seen {
    int error = 0;
    long result = -1;
};

/// Runs in a thread of its own, whose filter ends with it.
void be_trapped(int installed, int& listener, Seen& seen) {
    const int number = SYS_fdatasync;
    listener = trap_calls(&number, 1);
    ::eventfd_write(installed, 1);
    if (listener < 0) return;
    if (::syscall(number, -1) < 0) seen.error = errno;
    seen.result = ::syscall(number, -1);
}

Result<void> probe() {
    const FileDescriptor installed(::eventfd(0, EFD_CLOEXEC));
    if (!installed) return core::fail("no eventfd: {}", core::errno_text());
    int number = -1;
    Seen seen;
    std::jthread trapped([&] { be_trapped(installed.get(), number, seen); });
    eventfd_t told = 0;
    while (::eventfd_read(installed.get(), &told) != 0 && errno == EINTR) {
    }
    if (number < 0) return refused(-number);
    bool answered = false;
    {
        CallListener listener{FileDescriptor(number)};
        answered = answer_next(listener, {}) && answer_next(listener, {.proceed = false});
    }
    trapped.join();
    if (!answered || seen.error != EBADF || seen.result != 0)
        return core::fail(
            "trapped system calls are not answered as they should be: the kernel is older than "
            "Linux 5.5");
    return {};
}

}  // namespace

Result<void> disk_faults_available() {
    static const Result<void> result = probe();  // a machine does not learn it meanwhile
    return result;
}

}  // namespace ordeal::nemesis
